// The last one is how the body of an OpenSSH private key begins when its header line was left out.
const privateKeyMarks = [
  /BEGIN [A-Z0-9 ]*PRIVATE KEY/i,
  /PuTTY-User-Key-File/i,
  /^Private-(Lines|MAC|Hash):/im,
  /AGE-SECRET-KEY-/i,
  /b3BlbnNzaC1rZXktdjE/,
];

/** Whether a text holds, or starts to hold, a private key in any common form. */
export function isPrivateKey(text: string): boolean {
  return privateKeyMarks.some(mark => mark.test(text));
}
