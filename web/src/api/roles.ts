import type { Role } from "../generated/graphql";

/** Whether a role may save, export and act on groups. */
export const mayAct = (role: Role): boolean => role === "EDITOR" || role === "ADMIN";
