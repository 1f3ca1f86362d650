import { useState } from "preact/hooks";
import { ActionDialog } from "../actions/action-dialog";
import { ExportDialog } from "../actions/export-dialog";
import { mayActNow, planLacks } from "../api/viewer";
import { type Choice, Choices } from "../controls/choices";
import type { JobKind } from "../generated/graphql";
import { SaveDialog } from "../groups/save-dialog";
import { Icon } from "../parts/icon";
import { Popover } from "../parts/popover";

const ACTIONS: readonly (readonly [JobKind, string, string])[] = [
  ["ADD_TAG", "Add a tag…", "groups.actions"],
  ["REMOVE_TAG", "Remove a tag…", "groups.actions"],
  ["ADD_TO_AUTOMATION", "Add to an automation…", "groups.actions"],
  ["REMOVE_FROM_AUTOMATION", "Remove from an automation…", "groups.actions"],
  ["EXPORT", "Export…", "performance.export"],
];

interface Props {
  group: string;
  name: string | null;
  /** Nobody is in it. */
  isEmpty: boolean;
}

/** What changes something: saving the group, and what is done to everybody in it. Who may not is told why. */
export function ActOnGroup({ group, name, isEmpty }: Props) {
  const [isSaving, setSaving] = useState(false);
  const [chosen, setChosen] = useState<JobKind | null>(null);
  const stop = () => setChosen(null);
  if (mayActNow.value === null) return null;
  if (!mayActNow.value)
    return (
      <p class="group-may-not soft small">
        You are signed in to read. To save, export or act on this group, sign in with a key of the role
        Editor.
      </p>
    );
  return (
    <>
      <button type="button" class="button is-small" onClick={() => setSaving(true)}>
        <Icon name="save" size={16} />
        Save this group
      </button>
      <Popover label="Actions" title="Actions" isSmall>
        {(close) => (
          <Choices
            choices={choices(isEmpty)}
            chosen={null}
            onChoose={(kind) => {
              close();
              setChosen(kind);
            }}
          />
        )}
      </Popover>
      {isSaving && <SaveDialog group={group} suggested={name ?? ""} onClose={() => setSaving(false)} />}
      {chosen === "EXPORT" && <ExportDialog group={group} onClose={stop} />}
      {chosen && chosen !== "EXPORT" && <ActionDialog kind={chosen} group={group} onClose={stop} />}
    </>
  );
}

function choices(isEmpty: boolean): Choice<JobKind>[] {
  return ACTIONS.map(([key, name, feature]) => {
    const lacking = planLacks(feature)?.words;
    const about = lacking ?? (isEmpty ? "Nobody is in this group." : undefined);
    return { key, name, isDisabled: about !== undefined, ...(about !== undefined && { about }) };
  });
}
