import { graphql } from "relay-runtime";

export const query = graphql`
  query StepsQuery($automation: ID!, $contact: ID!) {
    automation(id: $automation) {
      contactPath(contact: $contact) {
        ...Steps_path
      }
    }
  }
`;

export const path = graphql`
  fragment Steps_path on ContactPath
  @refetchable(queryName: "StepsPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    steps(first: $count, after: $cursor) @connection(key: "Steps_steps") {
      edges {
        node {
          __typename
          at
        }
      }
    }
  }
`;
