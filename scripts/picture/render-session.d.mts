export function renderSession(demoOutput: string): string;
