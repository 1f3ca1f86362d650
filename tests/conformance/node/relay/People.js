import { graphql } from "relay-runtime";

export const query = graphql`
  query PeopleQuery($group: ID!, $count: Int!) {
    contactGroup(id: $group) {
      ...People_group @arguments(count: $count)
    }
  }
`;

export const group = graphql`
  fragment People_group on ContactGroup
  @refetchable(queryName: "PeoplePaginationQuery")
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }) {
    count
    contacts(first: $count, after: $cursor, orderBy: OLDEST) @connection(key: "People_contacts") {
      totalCount
      edges {
        node {
          ...People_contact
        }
      }
    }
  }
`;

export const contact = graphql`
  fragment People_contact on Contact @refetchable(queryName: "PeopleContactRefetchQuery") {
    key
    email
    lifetimeValue {
      amount
    }
  }
`;
