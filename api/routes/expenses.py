"""/api/expenses: what the shop spent, and what it was most likely for; /api/goals: what a month is to come to."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.expenses.change import CancelExpense, cancel_expense, change_expense
from billing.expenses.reads import Expense, list_expenses, read_expense
from billing.expenses.record import ExpenseDetails, RecordExpense, record_expense
from billing.expenses.suggestion import Suggestion, suggest_category
from billing.goals import ChangeGoal, Goal, SetGoal, change_goal, list_goals, set_goal


class ExpenseController(Controller):
    """What the shop spends on itself."""

    path = "/api/expenses"
    tags = ["Expenses"]

    @get("/", guards=[may("expenses.read")], operation_id="listExpenses")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Expense]]:
        """Expenses, newest first. Filters: category, account, method, q, cancelled, from, to; sort: business_date, amount."""
        return await desk.page(lambda session, listing: list_expenses(session, listing, by=desk.actor))

    @post("/", guards=[may("expenses.write")], status_code=201, operation_id="recordExpense")
    async def record(self, desk: NamedDependency[Desk], data: JSONBody[RecordExpense]) -> Response[Expense]:
        """Record money spent at once; what a supplier is paid later is a supplier's bill."""
        return await desk.write(
            lambda session: record_expense(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/suggestion", guards=[may("expenses.read")], operation_id="suggestCategory")
    async def suggestion(
        self, desk: NamedDependency[Desk], payee: FromQuery[str] = "", note: FromQuery[str] = ""
    ) -> Response[Suggestion]:
        """The category that an expense of this payee and note most likely has, told by past ones."""
        return await desk.read(lambda session: suggest_category(session, payee=payee, note=note, by=desk.actor))

    @get("/{expense_id:uuid}", guards=[may("expenses.read")], operation_id="readExpense")
    async def read(self, desk: NamedDependency[Desk], expense_id: FromPath[UUID]) -> Response[Expense]:
        """One expense."""
        return await desk.read(lambda session: read_expense(session, expense_id))

    @put("/{expense_id:uuid}", guards=[may("expenses.write")], operation_id="changeExpense")
    async def change(
        self, desk: NamedDependency[Desk], expense_id: FromPath[UUID], data: JSONBody[ExpenseDetails]
    ) -> Response[Expense]:
        """Replace what an expense says: what it posted is reversed on its day and posted anew."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_expense(
                session, expense_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @post("/{expense_id:uuid}/cancel", guards=[may("expenses.write")], status_code=200, operation_id="cancelExpense")
    async def cancel(
        self, desk: NamedDependency[Desk], expense_id: FromPath[UUID], data: JSONBody[CancelExpense]
    ) -> Response[Expense]:
        """Take an expense back, once."""
        version = desk.given_version
        return await desk.write(
            lambda session: cancel_expense(
                session, expense_id, data, by=desk.actor, at=desk.at, expected_version=version
            ),
            moves_money=True,
        )


class GoalController(Controller):
    """Monthly goals of sales and expense."""

    path = "/api/goals"
    tags = ["Expenses"]

    @get("/", guards=[may("expenses.read")], operation_id="listGoals")
    async def list_month(
        self, desk: NamedDependency[Desk], month: FromQuery[str | None] = None
    ) -> Response[list[Goal]]:
        """The goals of a month such as 2026-11 (this one if not said), and how far the books have come."""
        return await desk.read(lambda session: list_goals(session, month, by=desk.actor, at=desk.at))

    @post("/", guards=[may("expenses.write")], status_code=201, operation_id="setGoal")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[SetGoal]) -> Response[Goal]:
        """Set a goal for a month: of sales, or of expense in all or of one category."""
        return await desk.write(lambda session: set_goal(session, data, by=desk.actor, at=desk.at), status=201)

    @put("/{goal_id:uuid}", guards=[may("expenses.write")], operation_id="changeGoal")
    async def change(
        self, desk: NamedDependency[Desk], goal_id: FromPath[UUID], data: JSONBody[ChangeGoal]
    ) -> Response[Goal]:
        """Another amount; 0 gives the goal up."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_goal(session, goal_id, data, by=desk.actor, at=desk.at, expected_version=version)
        )
