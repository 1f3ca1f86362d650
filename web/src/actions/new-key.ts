/** 128 random bits in hexadecimal digits; crypto.randomUUID is not there where the page did not come by https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
