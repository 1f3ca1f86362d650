import { useState } from "preact/hooks";
import { go, view } from "../address/location";
import { NOTHING } from "../address/view";
import { Failure, ruleInWords } from "../api/errors";
import { request } from "../api/request";
import { type GroupMode, type SavedFragment, SaveGroupDocument } from "../generated/graphql";
import { people } from "../numbers/format";
import { Dialog } from "../parts/dialog";
import { FailureNotice } from "../parts/notice";
import { type Option, Options } from "../parts/options";
import { TextField } from "../parts/text-field";
import { rememberSaved } from "../people/group-names";

/** As the API has it. */
const LONGEST_NAME = 128;

const MODES: readonly Option<GroupMode>[] = [
  { key: "SNAPSHOT", name: "As it is now", about: "Who is in it at this moment, and nobody else later." },
  {
    key: "LIVE",
    name: "Keep it up to date",
    about: "Whoever is in it when it is looked at; “last 30 days” goes on with the days.",
  },
];

interface Props {
  group: string;
  /** What it is called on the map, where it is. */
  suggested: string;
  onClose: () => void;
}

/** Gives a group a name, under which it is found again. */
export function SaveDialog({ group, suggested, onClose }: Props) {
  const [saved, setSaved] = useState<SavedFragment | null>(null);
  return (
    <Dialog title={saved ? `“${saved.name}” is saved` : "Save this group"} onClose={onClose}>
      {(close) =>
        saved ? (
          <Saved saved={saved} onClose={close} />
        ) : (
          <SaveForm group={group} suggested={suggested} onSaved={setSaved} onCancel={close} />
        )
      }
    </Dialog>
  );
}

interface FormProps {
  group: string;
  suggested: string;
  onSaved: (saved: SavedFragment) => void;
  onCancel: () => void;
}

function SaveForm({ group, suggested, onSaved, onCancel }: FormProps) {
  const [name, setName] = useState(suggested.slice(0, LONGEST_NAME));
  const [mode, setMode] = useState<GroupMode>("SNAPSHOT");
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<Failure | null>(null);
  const isName = refused?.details.argument === "name";

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setSaving(true);
    setRefused(null);
    try {
      const { saveGroup } = await request(SaveGroupDocument, { group, name: name.trim(), mode });
      rememberSaved(saveGroup);
      onSaved(saveGroup);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      setRefused(failure);
      setSaving(false);
    }
  }

  return (
    <form class="dialog-form" onSubmit={save}>
      <TextField
        label="Name"
        maxLength={LONGEST_NAME}
        value={name}
        refusal={refused && isName ? ruleInWords(refused) : null}
        onInput={setName}
      />
      <Options legend="Who is in it" options={MODES} chosen={mode} onChoose={setMode} />
      {refused && !isName && <FailureNotice failure={refused} />}
      <div class="dialog-ends">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button is-primary" disabled={isSaving || !name.trim()}>
          {isSaving ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}

/** What one may want to do with it next. */
function Saved({ saved: { id, mode, group }, onClose }: { saved: SavedFragment; onClose: () => void }) {
  const { map, filter } = view.value;
  const leave = (changes: Parameters<typeof go>[0]) => {
    onClose();
    go(changes);
  };
  return (
    <>
      <p>
        {group && `${people(group.count)}, ${mode === "LIVE" ? "kept up to date" : "as they are now"}. `}
        It stands among the groups, and any map can be filtered by it.
      </p>
      <div class="dialog-ends">
        <button type="button" class="button" onClick={() => leave({ ...NOTHING, list: "groups" })}>
          All groups
        </button>
        {map !== null && (
          <button
            type="button"
            class="button"
            onClick={() => leave({ filter: { ...filter, within: id }, people: null, contact: null })}
          >
            Show only these on the map
          </button>
        )}
        <button type="button" class="button is-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </>
  );
}
