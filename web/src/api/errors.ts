/** An answer's error as GraphQL has it, with what Footfall adds. */
export interface GraphQLProblem {
  message: string;
  extensions?: {
    code?: string;
    argument?: string;
    rule?: string;
    feature?: string;
    requiredPlan?: string;
    currentPlan?: string;
    retryAfter?: number;
  };
}

/** Something was refused, or nobody answered. `code` is the API's, or UNREACHABLE. */
export class Failure extends Error {
  readonly code: string;
  readonly details: NonNullable<GraphQLProblem["extensions"]>;

  constructor(message: string, details: NonNullable<GraphQLProblem["extensions"]> = {}) {
    super(message);
    this.name = "Failure";
    this.code = details.code ?? "UNREACHABLE";
    this.details = details;
  }

  static of(problem: GraphQLProblem): Failure {
    return new Failure(problem.message, {
      ...problem.extensions,
      code: problem.extensions?.code ?? "INTERNAL",
    });
  }

  static unreachable(): Failure {
    return new Failure("The server does not answer.");
  }

  /** Asking for the same again may help. */
  get mayPass(): boolean {
    return !["BAD_USER_INPUT", "CONFLICT", "FORBIDDEN", "PLAN_REQUIRED", "UNAUTHENTICATED"].includes(
      this.code,
    );
  }
}

/** What the address may ask for that there is not: the start of the argument that is refused, and what to read then. */
const WRONG: readonly (readonly [string, string])[] = [
  ["filter.triggers", "This map has no trigger that the filter asks for. Take it out of the filter."],
  ["filter.group", "The group that the filter asks for is gone, or belongs to another account. Take it out."],
];

/** What a person should read: what happened, and what to do. */
export function inWords(failure: Failure): string {
  switch (failure.code) {
    case "UNREACHABLE":
      return "The server does not answer. Check that it runs and that you are online.";
    case "TEMPORARILY_UNAVAILABLE":
      return "The server cannot answer this at the moment. It usually can a few seconds later.";
    case "RATE_LIMITED":
      return `Too many questions in a minute. Try again in ${Math.ceil(failure.details.retryAfter ?? 60)} seconds.`;
    case "UNAUTHENTICATED":
      return "Your sign-in has ended. Sign in again.";
    case "INTERNAL":
      return "Something went wrong in the server; its log says more.";
    default:
      return wrong(failure) ?? asSentence(failure.message);
  }
}

function wrong({ details: { argument = "" } }: Failure): string | null {
  return WRONG.find(([start]) => argument.startsWith(start))?.[1] ?? null;
}

/** What is wrong with an argument, to be said beside its field: the rule without the argument's name. */
export function ruleInWords(failure: Failure): string {
  return asSentence(failure.details.rule ?? failure.message);
}

/** A plan lacks the feature: a hint, no error. */
export function planHint(failure: Failure): string | null {
  if (failure.code !== "PLAN_REQUIRED") return null;
  return planWords(failure.details);
}

const FEATURES: Readonly<Record<string, string>> = {
  "performance.tracking": "Lead sources come",
  "performance.export": "Exports come",
  "groups.actions": "Actions on groups come",
};

/** What a plan lacks, and which has it. */
export function planWords({ feature, requiredPlan, currentPlan }: Failure["details"]): string {
  return `${FEATURES[feature ?? ""] ?? "This comes"} with the plan ${inCase(requiredPlan)}. This account has ${inCase(currentPlan)}.`;
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `BASIC` as a word: `Basic`. */
export function inCase(name = ""): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}
