import { view } from "./address/location";
import { token } from "./api/session";
import { MapPage } from "./map/map-page";
import { Explanation } from "./parts/explanation";
import { Automations } from "./start/automations";
import { SignIn } from "./start/sign-in";

export function App() {
  return (
    <>
      <Page />
      <Explanation />
    </>
  );
}

function Page() {
  if (token.value === null) return <SignIn />;
  return view.value.map === null ? (
    <Automations />
  ) : (
    <MapPage key={view.value.map} automationKey={view.value.map} />
  );
}
