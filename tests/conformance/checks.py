"""What Schemathesis checks of each answer; it loads this module by SCHEMATHESIS_HOOKS."""

import schemathesis
from schemathesis import CheckContext, Response
from schemathesis.schemas import Case

from measure.errors import ErrorCode


@schemathesis.check
def not_our_error(context: CheckContext, response: Response, case: Case) -> None:
    """No 5xx and no INTERNAL; its own check takes every code it does not know for an error of ours."""
    assert response.status_code < 500, response.status_code
    for error in response.json().get("errors", ()):
        assert error["extensions"]["code"] != ErrorCode.INTERNAL, error
