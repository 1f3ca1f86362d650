import { graphql } from "relay-runtime";

export const query = graphql`
  query MapsQuery {
    ...Maps_all
  }
`;

export const all = graphql`
  fragment Maps_all on Query
  @refetchable(queryName: "MapsPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    automations(first: $first, after: $after, last: $last, before: $before) @connection(key: "Maps_automations") {
      edges {
        node {
          ...Maps_automation
        }
      }
    }
  }
`;

export const automation = graphql`
  fragment Maps_automation on Automation
  @refetchable(queryName: "MapsAutomationRefetchQuery")
  @argumentDefinitions(filter: { type: "ReportFilter" }) {
    name
    report(filter: $filter) {
      cohort {
        ...People_group @arguments(count: 10)
      }
      ... on ContactFlowReport {
        elements {
          element {
            ...Maps_element
          }
        }
      }
    }
  }
`;

export const element = graphql`
  fragment Maps_element on Element @refetchable(queryName: "MapsElementRefetchQuery") {
    name
    contactFlow {
      reached {
        count
      }
    }
  }
`;

export const updates = graphql`
  subscription MapsUpdatesSubscription($automation: ID!) {
    mapUpdates(automation: $automation) {
      snapshot
      changed {
        ... on ContactFlowReport {
          elements {
            id
            reached {
              count
            }
          }
        }
      }
    }
  }
`;
