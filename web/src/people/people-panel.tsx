import { go, view } from "../address/location";
import { useRequest } from "../api/use-request";
import { PeopleDocument } from "../generated/graphql";
import { people } from "../numbers/format";
import { FailureNotice } from "../parts/notice";
import { Panel } from "../parts/panel";

/** The people behind a number. */
export function PeoplePanel({ group }: { group: string }) {
  const { value, failure, again } = useRequest(PeopleDocument, { group, first: 50, order: view.value.order });
  const count = value?.contactGroup?.count;
  return (
    <Panel
      title={count === undefined ? "People" : people(count)}
      onClose={() => go({ people: null, contact: null })}
    >
      {failure && <FailureNotice failure={failure} onRetry={again} />}
      <ol>
        {value?.contactGroup?.contacts?.edges.map(({ node }) => (
          <li key={node.id}>{node.name ?? node.key}</li>
        ))}
      </ol>
    </Panel>
  );
}
