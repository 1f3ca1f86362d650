import { hrefOf, view } from "../address/location";
import { NOTHING } from "../address/view";
import { useRequest } from "../api/use-request";
import { AutomationsDocument } from "../generated/graphql";
import { FailureNotice } from "../parts/notice";

/** The start page: every automation of the account. */
export function Automations() {
  const { value, failure, again } = useRequest(AutomationsDocument, { search: view.value.search || null });
  return (
    <main>
      <h1>Automations</h1>
      {failure && <FailureNotice failure={failure} onRetry={again} />}
      <ul>
        {value?.automations?.edges.map(({ node }) => (
          <li key={node.id}>
            <a href={hrefOf({ map: node.key }, NOTHING)}>{node.name}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}
