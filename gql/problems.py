"""What is wrong with a map."""

import strawberry

from gql.enums import MapProblemCode, Severity
from measure.problems import Problem


@strawberry.type(
    description="What is wrong with a map. An ERROR keeps it from being published, a WARNING does not."
)
class MapProblem:
    severity: Severity
    code: MapProblemCode
    message: str
    element: str | None
    connector: str | None

    @classmethod
    def of(cls, problem: Problem) -> "MapProblem":
        return cls(
            severity=problem.severity,
            code=problem.code,
            message=problem.message,
            element=problem.element,
            connector=problem.connector,
        )
