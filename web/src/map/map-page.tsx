import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { go, hrefOf, view } from "../address/location";
import { NOTHING } from "../address/view";
import { useRequest } from "../api/use-request";
import { Controls } from "../controls/controls";
import { AutomationMapDocument } from "../generated/graphql";
import { type Automation, automation, isDraftShown, report } from "../live/current";
import { isPicking } from "../overlap/comparing";
import { OverlapTray } from "../overlap/overlap-tray";
import { Icon } from "../parts/icon";
import { Empty, FailureNotice } from "../parts/notice";
import { isPhone } from "../parts/phone";
import { StatusBadge } from "../parts/status-badge";
import { PeoplePanel } from "../people/people-panel";
import { ConnectionBadge } from "../start/connection-badge";
import { TopBar } from "../start/top-bar";
import { drafted, published } from "./drawing";
import { ElementPanel } from "./element-panel";
import { MapCanvas } from "./map-canvas";
import { MapNotes } from "./map-notes";
import { named } from "./names";
import { OffMap } from "./off-map";
import { ReportTable } from "./report-table";
import "./map-page.css";

/** One automation: its controls, its map with live numbers, and a panel beside it. */
export function MapPage({ automationKey }: { automationKey: string }) {
  const { value, failure, again } = useRequest(AutomationMapDocument, { key: automationKey });
  const found = useMemo(() => value?.automationByKey && named(value.automationByKey), [value]) ?? null;

  useEffect(() => {
    automation.value = found;
  }, [found]);
  useEffect(
    () => () => {
      automation.value = null;
    },
    [],
  );

  const shownVersion = report.value?.version.value ?? null;
  useEffect(() => {
    if (shownVersion !== null && found && shownVersion > found.version) again();
  }, [shownVersion, found, again]);

  // Nothing says that a draft was changed or published: who comes back from doing so sees it.
  const isDraft = found !== null && isDraftShown(found);
  useEffect(() => {
    if (!isDraft) return;
    addEventListener("focus", again);
    return () => removeEventListener("focus", again);
  }, [isDraft, again]);

  const notice = failure && <FailureNotice failure={failure} onRetry={again} />;
  if (found) return <OpenMap found={found} notice={notice} />;
  return (
    <main>
      <TopBar title={automationKey} hasBack />
      {notice ?? (value && <Missing automationKey={automationKey} />)}
    </main>
  );
}

function Missing({ automationKey }: { automationKey: string }) {
  return (
    <Empty title={`There is no automation “${automationKey}”`}>
      <p>It may belong to another account, or its key may have been mistyped.</p>
      <a class="button" href={hrefOf({}, NOTHING)}>
        All automations
      </a>
    </Empty>
  );
}

interface OpenProps {
  found: Automation;
  /** That it could not be read anew. */
  notice: ComponentChildren;
}

function OpenMap({ found, notice }: OpenProps) {
  const isDraft = isDraftShown(found);
  const drawing = useMemo(
    () => (isDraft && found.draft ? drafted(found.draft) : published(found)),
    [isDraft, found],
  );
  const { people, element, table } = view.value;
  const isCovered = isPhone.value && (people !== null || element !== null);
  return (
    <main class="map-page">
      <div class="map-head" inert={isCovered}>
        <TopBar title={found.name} hasBack>
          {found.status !== "PUBLISHED" && <StatusBadge status={found.status} />}
          {!isDraft && <ConnectionBadge />}
          {found.draft && !isDraft && <a href={hrefOf({ draft: true })}>Show unpublished changes</a>}
          {!isDraft && <ViewButtons />}
        </TopBar>
        {!isDraft && <Controls />}
        {notice}
        <MapNotes automation={found} />
      </div>
      <div class="map-main">
        <div class="map-and-tray" inert={isCovered}>
          {table && !isDraft ? (
            <ReportTable />
          ) : (
            <div class="map-with-legend">
              <MapCanvas drawing={drawing} automation={isDraft ? null : found.id} />
              {!isDraft && <OffMap />}
            </div>
          )}
          <OverlapTray />
        </div>
        {people && <PeoplePanel key={people} group={people} />}
        {element && !people && <ElementPanel key={element} elementKey={element} />}
      </div>
    </main>
  );
}

/** The report as a table, and picking numbers to compare. */
function ViewButtons() {
  return (
    <div class="view-buttons">
      <button
        type="button"
        class="button"
        aria-pressed={view.value.table}
        onClick={() => go({ table: !view.value.table })}
      >
        <Icon name="table" /> <span>Table</span>
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={isPicking.value}
        onClick={() => {
          isPicking.value = !isPicking.value;
        }}
      >
        <Icon name="compare" /> <span>Compare numbers</span>
      </button>
    </div>
  );
}
