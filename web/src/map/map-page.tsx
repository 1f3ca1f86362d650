import { useEffect } from "preact/hooks";
import { hrefOf, view } from "../address/location";
import { NOTHING } from "../address/view";
import { useRequest } from "../api/use-request";
import { Controls } from "../controls/controls";
import { AutomationMapDocument } from "../generated/graphql";
import { automation } from "../live/current";
import { OverlapTray } from "../overlap/overlap-tray";
import { Icon } from "../parts/icon";
import { Empty, FailureNotice } from "../parts/notice";
import { PeoplePanel } from "../people/people-panel";
import { MapCanvas } from "./map-canvas";
import "./map-page.css";

/** One automation: its controls, its map with live numbers, and a panel beside it. */
export function MapPage({ automationKey }: { automationKey: string }) {
  const { value, failure, again } = useRequest(AutomationMapDocument, { key: automationKey });
  const found = value?.automationByKey;
  useEffect(() => {
    automation.value = found ?? null;
    return () => {
      automation.value = null;
    };
  }, [found]);

  if (failure && !found) return <FailureNotice failure={failure} onRetry={again} />;
  if (!found) {
    if (!value) return null;
    return (
      <Empty title="There is no such automation">
        <a href={hrefOf({}, NOTHING)}>All automations</a>
      </Empty>
    );
  }
  return (
    <div class="map-page">
      <header class="map-head">
        <a class="button is-plain is-icon" href={hrefOf({}, NOTHING)} aria-label="All automations">
          <Icon name="back" />
        </a>
        <h1>{found.name}</h1>
      </header>
      <Controls />
      <div class="map-main">
        <MapCanvas />
        {view.value.people && <PeoplePanel key={view.value.people} group={view.value.people} />}
      </div>
      <OverlapTray />
    </div>
  );
}
