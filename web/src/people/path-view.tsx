import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { view } from "../address/location";
import { automation, timeZone } from "../live/current";
import * as format from "../numbers/format";
import { Icon } from "../parts/icon";
import { Empty, FailureNotice } from "../parts/notice";
import { type Contact, ContactPath, type PathStep } from "./contact-path";
import { litPath } from "./lit-path";
import { NearEnd } from "./near-end";
import { stepWords } from "./step-words";
import "./path-view.css";

interface Props {
  contact: string;
  onContact: (contact: Contact) => void;
  onBack: () => void;
}

/** What one contact did on the map, which lights the way up meanwhile. */
export function PathView({ contact, onContact, onBack }: Props) {
  const map = automation.value?.id ?? null;
  const isLoading = map === null && view.value.map !== null;
  const shown = useMemo(
    () => (isLoading ? null : new ContactPath({ automation: map, contact })),
    [isLoading, map, contact],
  );
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    void shown?.more();
    const stopLighting = effect(() => {
      litPath.value = shown?.lit.value ?? null;
      if (shown?.contact.value) onContact(shown.contact.value);
    });
    return () => {
      stopLighting();
      shown?.close();
      litPath.value = null;
    };
  }, [shown, onContact]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back to the list before it closes the panel
    <div
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onBack();
      }}
    >
      <button ref={back} type="button" class="button is-small" onClick={onBack}>
        <Icon name="back" size={16} /> Back to the list
      </button>
      {shown && <Shown path={shown} />}
    </div>
  );
}

function Shown({ path }: { path: ContactPath }) {
  const failure = path.failure.value;
  const contact = path.contact.value;
  if (failure && !contact) return <FailureNotice failure={failure} onRetry={() => void path.more()} />;
  if (contact === undefined) return <p class="soft">Loading…</p>;
  if (contact === null)
    return (
      <Empty title="There is no such contact">
        <p>It may have been erased, or it belongs to another account.</p>
      </Empty>
    );
  return (
    <>
      <About contact={contact} />
      {automation.value ? (
        <Steps path={path} />
      ) : (
        <p class="soft small">Show this group on a map to see the path.</p>
      )}
    </>
  );
}

function About({ contact }: { contact: Contact }) {
  const { name, email, key, createdAt, tags, lifetimeValue, firstTouch, lastTouch } = contact;
  return (
    <dl class="about">
      {email && (
        <Said term="E-mail" isWide>
          {email}
        </Said>
      )}
      {name && <Said term="Key">{key}</Said>}
      <Said term="Created">{format.dayIn(timeZone.value, createdAt)}</Said>
      <Said term="Lifetime value">{format.money(lifetimeValue)}</Said>
      {firstTouch.source && <Said term="First lead source">{firstTouch.source}</Said>}
      {lastTouch.source && lastTouch.source !== firstTouch.source && (
        <Said term="Last lead source">{lastTouch.source}</Said>
      )}
      {tags.length > 0 && (
        <Said term="Tags" isWide>
          {tags.join(", ")}
        </Said>
      )}
    </dl>
  );
}

interface SaidProps {
  term: string;
  isWide?: boolean;
  children: ComponentChildren;
}

function Said({ term, isWide = false, children }: SaidProps) {
  return (
    <div class={isWide ? "is-wide" : undefined}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Steps({ path }: { path: ContactPath }) {
  const found = path.path.value;
  const failure = path.failure.value;
  if (!found)
    return (
      <Empty title="Not on this map">
        <p>This contact has never been added to this automation.</p>
      </Empty>
    );
  const steps = path.steps.value;
  const days = steps.map(({ at }) => format.dayIn(timeZone.value, at));
  const total = found.steps?.totalCount ?? 0;
  return (
    <>
      <p class="here-now">{whereNow(found.hereNow.map(({ name }) => name))}</p>
      <h3>The path</h3>
      <p class="soft small">Times in {timeZone.value}</p>
      <ol class="steps">
        {steps.map((step, at) => (
          <Step
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id, and only ever come at the end
            key={at}
            step={step}
            day={days[at] === days[at - 1] ? null : (days[at] ?? null)}
          />
        ))}
      </ol>
      {failure && <FailureNotice failure={failure} onRetry={() => void path.more()} />}
      {path.isWhole.value ? (
        <p class="list-end">
          {total === 1 ? "That is the only step." : `All ${format.count(total)} steps listed.`}
        </p>
      ) : (
        !failure && (
          <NearEnd shown={steps.length} isLoading={path.isLoading.value} onNear={() => void path.more()}>
            Show later steps
          </NearEnd>
        )
      )}
    </>
  );
}

/** `day` is said at the first step of each. */
function Step({ step, day }: { step: PathStep; day: string | null }) {
  return (
    <li class={`step is-${step.event.toLowerCase()}`}>
      {day && <span class="step-day">{day}</span>}
      <time dateTime={step.at}>{format.clockIn(timeZone.value, step.at)}</time>
      <span class="step-words">{stepWords(step)}</span>
    </li>
  );
}

function whereNow(names: readonly string[]): string {
  if (names.length === 0) return "Nowhere on the map now";
  return `Now at ${names.join(" and ")}`;
}
