/** An answer's error as GraphQL has it, with what Footfall adds. */
export interface GraphQLProblem {
  message: string;
  extensions?: {
    code?: string;
    argument?: string;
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
    return ["UNREACHABLE", "TEMPORARILY_UNAVAILABLE", "RATE_LIMITED", "INTERNAL"].includes(this.code);
  }
}

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
    case "FORBIDDEN":
      return "This key may not read reports. Ask for one that has at least the role VIEWER.";
    case "NOT_FOUND":
      return "This does not exist, or it belongs to another account.";
    case "INTERNAL":
      return "Something went wrong in the server; its log says more.";
    default:
      return `${failure.message.charAt(0).toUpperCase()}${failure.message.slice(1)}.`;
  }
}

/** A plan lacks the feature: a hint, no error. */
export function planHint(failure: Failure): string | null {
  if (failure.code !== "PLAN_REQUIRED") return null;
  return planWords(failure.details);
}

/** What a plan lacks, and which has it. */
export function planWords({ feature, requiredPlan, currentPlan }: Failure["details"]): string {
  const what = feature === "performance.tracking" ? "Lead sources come" : "This comes";
  return `${what} with the plan ${requiredPlan}. This account has ${currentPlan}.`;
}
