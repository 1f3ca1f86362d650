import { useErrorBoundary } from "preact/hooks";
import { view } from "./address/location";
import { token } from "./api/session";
import { mayActNow } from "./api/viewer";
import { Groups } from "./groups/groups";
import { JobTray } from "./jobs/job-tray";
import { Jobs } from "./jobs/jobs";
import { MapPage } from "./map/map-page";
import { Explanation } from "./parts/explanation";
import { Empty } from "./parts/notice";
import { Automations } from "./start/automations";
import { SignIn } from "./start/sign-in";

export function App() {
  const [broken] = useErrorBoundary(reportError); // it stands in the browser's log, too
  if (broken) return <Broken />;
  return (
    <>
      <Page />
      {mayActNow.value && <JobTray />}
      <Explanation />
    </>
  );
}

/** Rather than an empty page, or one that stands still. */
function Broken() {
  return (
    <main>
      <Empty title="This page has broken down">
        <p>That is a mistake of ours. What you looked at is in the address, so it can be loaded anew.</p>
        <button type="button" class="button is-primary" onClick={() => location.reload()}>
          Load it anew
        </button>
      </Empty>
    </main>
  );
}

function Page() {
  if (token.value === null) return <SignIn />;
  const { map, list } = view.value;
  if (map !== null) return <MapPage key={map} automationKey={map} />;
  if (list === "groups") return <Groups />;
  return list === "jobs" ? <Jobs /> : <Automations />;
}
