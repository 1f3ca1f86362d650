"""What GraphQL hands to a field, typed."""

import strawberry

from resolvers.context import Context

Info = strawberry.Info[Context, None]
