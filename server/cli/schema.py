"""The command `footfall schema`."""


def schema() -> None:
    """Print the GraphQL schema in its own language, as `schema.graphql` holds it."""
    from gql.schema import schema as served

    print(served.as_str())
