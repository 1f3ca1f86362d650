import { type Listed, usePages } from "../api/use-pages";
import { AutomationsDocument, type AutomationsQuery } from "../generated/graphql";

export type Automation = NonNullable<AutomationsQuery["automations"]>["edges"][number]["node"];

/** The automations that are found by what is typed; all, where nothing is. */
export function useAutomations(search: string): Listed<Automation> {
  return usePages(AutomationsDocument, { search: search || null }, ({ automations }) => automations);
}
