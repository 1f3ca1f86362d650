import { computed, effect, signal } from "@preact/signals";
import { type Plan, ViewerDocument, type ViewerQuery } from "../generated/graphql";
import { Failure, planWords } from "./errors";
import { request } from "./request";
import { mayAct } from "./roles";
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

/** Whether who is signed in may save, export and act on groups; null: not known yet. */
export const mayActNow = computed(() => viewer.value && mayAct(viewer.value.role));

/** What to say of a feature that the plan lacks; null: it has it, or is not known yet. */
export function planLacks(feature: string): { requiredPlan: Plan; words: string } | null {
  if (viewer.value === null) return null;
  const { account, features } = viewer.value;
  const found = features.find(({ key }) => key === feature);
  if (!found || found.available) return null;
  const { requiredPlan } = found;
  return { requiredPlan, words: planWords({ feature, requiredPlan, currentPlan: account.plan }) };
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
