// The pages that a letter about signing in leads to. The link's secret stands behind its #, which no server is sent.
const secret = new URLSearchParams(location.hash.slice(1)).get("token");

for (const form of document.forms) {
  form.hidden = (form.dataset.secret === "yes") !== Boolean(secret);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [button, said] = [form.querySelector("button"), form.querySelector("[role=status]")];
    button.disabled = true;
    said.textContent = "";
    const filled = [...new FormData(form)].filter(([, value]) => value);
    const body = JSON.stringify(Object.fromEntries(secret ? [...filled, ["token", secret]] : filled));
    try {
      const answer = await fetch(form.dataset.action, {
        method: "POST", headers: { "content-type": "application/json" }, body,
      });
      if (answer.ok) {
        const done = document.createElement("p");
        done.setAttribute("role", "status");
        done.textContent = form.dataset.done;
        form.replaceWith(done);
      } else {
        said.textContent = (await answer.json()).detail;
      }
    } catch {
      said.textContent = "No answer came. Are you connected? Nothing was changed; please try again.";
    }
    button.disabled = false;
  });
}
