// Walks a group with Relay's own store, page by page, and prints who it then holds: `node relay-walk.js GROUP`.
import relay from "relay-runtime";
import { authorizedFetch } from "./authorization.js";
import group from "./relay/__generated__/People_group.graphql.js";
import contact from "./relay/__generated__/People_contact.graphql.js";
import first from "./relay/__generated__/PeopleQuery.graphql.js";
import next from "./relay/__generated__/PeoplePaginationQuery.graphql.js";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getSingularSelector } = relay;

async function ask({ text: query }, variables) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ query, variables });
  return (await authorizedFetch(process.env.URL, { method: "POST", headers, body })).json();
}

const environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
const id = process.argv[2];
const operation = createOperationDescriptor(first, { group: id, count: 3 });
environment.retain(operation);
await fetchQuery(environment, first, operation.request.variables).toPromise();

const look = (fragment, reference) => environment.lookup(getSingularSelector(fragment, reference)).data;
const shown = () => look(group, environment.lookup(operation.fragment).data.contactGroup);

let { contacts } = shown();
while (contacts.pageInfo.hasNextPage) {
  const page = { id, count: 3, cursor: contacts.pageInfo.endCursor };
  await fetchQuery(environment, next, page).toPromise();
  ({ contacts } = shown());
}
console.log(contacts.totalCount, contacts.edges.map(({ node }) => look(contact, node).key).join(" "));
