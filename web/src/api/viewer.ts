import { effect, signal } from "@preact/signals";
import { ViewerDocument, type ViewerQuery } from "../generated/graphql";
import { Failure } from "./errors";
import { request } from "./request";
import { token } from "./session";

export type Viewer = ViewerQuery["viewer"];

/** Who is signed in, asked once per sign-in; null: nobody, or not known yet. */
export const viewer = signal<Viewer | null>(null);

effect(() => {
  const bearer = token.value;
  viewer.value = null;
  if (bearer !== null) void askViewer(bearer);
});

/** Asks again, if it was not answered: whoever offers "Try again" may call it. */
export function askAgain(): void {
  if (viewer.value === null && token.value !== null) void askViewer(token.value);
}

/** What the plan lacks of this; null: nothing, or not known yet. */
export function planFor(feature: string): string | null {
  const found = viewer.value?.features.find(({ key }) => key === feature);
  return found && !found.available ? found.requiredPlan : null;
}

/** The page works without: what failed says itself wherever it is asked for, this only once more. */
async function askViewer(bearer: string): Promise<void> {
  try {
    const answer = await request(ViewerDocument, {}, { bearer });
    if (token.value === bearer) viewer.value = answer.viewer;
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
  }
}
