import { computed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useRequest } from "../api/use-request";
import { NameOfGroupDocument } from "../generated/graphql";
import { nameOf, rememberSaved } from "./group-names";

/**
 * What a group is called: as on the map, or as it was saved; null: it has no name that is known here. A saved group
 * that came with the address is asked for its name.
 */
export function useGroupName(group: string | null): string | null {
  const known = useMemo(
    () => computed(() => (group === null ? null : (nameOf(group)?.words ?? null))),
    [group],
  );
  const name = known.value;
  const { value } = useRequest(NameOfGroupDocument, group === null || name !== null ? null : { group });
  const found = value?.node;
  useEffect(() => {
    if (found && "name" in found) rememberSaved(found);
  }, [found]);
  return name;
}
