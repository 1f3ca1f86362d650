import type { EventType } from "../generated/graphql";

export interface Step {
  readonly event: EventType;
  /** Where a click led. */
  readonly detail: string | null;
  readonly element: { readonly name: string } | null;
  readonly from: { readonly name: string } | null;
}

/** What happened, as a person would tell it: `Opened Welcome aboard`. */
export function stepWords({ event, detail, element, from }: Step): string {
  const here = element?.name ?? "something that is gone";
  switch (event) {
    case "MOVED":
      if (element && from) return `Moved from ${from.name} to ${here}`;
      return from ? `Left ${from.name}` : `Came to ${here}`;
    case "ACHIEVED":
      return from ? `Achieved ${here}, coming from ${from.name}` : `Achieved ${here}`;
    case "SENT":
      return `Was sent ${here}`;
    case "DELIVERED":
      return `Received ${here}`;
    case "OPENED":
      return `Opened ${here}`;
    case "CLICKED":
      return detail ? `Clicked in ${here}: ${detail}` : `Clicked in ${here}`;
    case "BOUNCED":
      return `${here} bounced`;
    case "UNSUBSCRIBED":
      return `Unsubscribed by ${here}`;
    case "COMPLAINED":
      return `Complained about ${here}`;
    case "FAILED":
      return `${here} failed`;
    case "SKIPPED":
      return `${here} was skipped`;
    case "VISITED":
      return `Visited ${here}`;
    case "TOUCHED":
      return "Came by a source";
    case "PURCHASED":
      return "Bought something";
    case "REFUNDED":
      return "Got money back";
    case "TAGGED":
      return "Got a tag";
    case "UNTAGGED":
      return "Lost a tag";
  }
}
