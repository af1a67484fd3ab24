// The last four are how a key without its header lines begins: in OpenSSH's form, in PKCS #1 and #8 of RSA, in PKCS #8 of
// Ed25519 and of elliptic curves, and a whole PEM file in base64.
const privateKeyMarks = [
  /BEGIN [A-Z0-9 ]*PRIVATE KEY/i,
  /PuTTY-User-Key-File/i,
  /^Private-(Lines|MAC|Hash):/im,
  /AGE-SECRET-KEY-/i,
  /b3BlbnNzaC1rZXktdjE/,
  /MII[A-Za-z0-9+/]{2}[AQgw]IBA/,
  /MC4CAQAwBQYDK2Vw|MI[A-Z]{2}AgEAMBMGByqGSM49|MHcCAQEEI/,
  /LS0tLS1CRUdJTi/,
];

/** Whether a text holds a run that looks like a line from the middle of a key file; no address, port or name does. */
export function holdsKeyMaterial(text: string): boolean {
  const runs = text.match(/[A-Za-z0-9+/=]{40,}/g) ?? [];
  return runs.some(run => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run));
}

/** Whether a text holds, or starts to hold, a private key in any common form. */
export function isPrivateKey(text: string): boolean {
  return privateKeyMarks.some(mark => mark.test(text));
}
