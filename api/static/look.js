// The viewer has a light and a dark theme and chooses neither: it follows the reader's own.
const viewer = document.querySelector("rapi-doc");
const dark = matchMedia("(prefers-color-scheme: dark)");

function dress() {
  viewer.setAttribute("theme", dark.matches ? "dark" : "light");
  viewer.setAttribute("primary-color", dark.matches ? "#e58fa9" : "#7a1f3d");
}

dark.addEventListener("change", dress);
dress();
