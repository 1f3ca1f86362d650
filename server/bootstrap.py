"""The first account of a new installation, with a key that its owner chose."""

from measure.accounts import Account, Plan, Role
from measure.errors import ErrorCode, Refused
from server.errors import UserError
from store.store import Store

DEMO = "demo"


async def bootstrap(store: Store, secret: str) -> None:
    """See to it that the account `demo` is there and that `secret` is an ADMIN key of it.

    Several processes may do so at once: who comes second finds what the first one made.

    Raises:
        UserError: `secret` is a key of another account or role, or MongoDB does not answer.
    """
    try:
        account = await store.accounts.by_key(DEMO) or await _created(store)
        await store.keys.create(account, Role.ADMIN, "bootstrap", secret)
    except Refused as refused:
        raise UserError(f"--bootstrap-key (FOOTFALL_BOOTSTRAP_KEY): {refused.message}") from refused


async def _created(store: Store) -> Account:
    try:
        return await store.accounts.create(
            DEMO, name="Demo", plan=Plan.ENTERPRISE, currency="USD", time_zone="UTC"
        )
    except Refused as refused:
        account = await store.accounts.by_key(DEMO)
        if refused.code is not ErrorCode.CONFLICT or account is None:
            raise
        return account
