export const browserAdvice: string;

export function findBrowser(around: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}): string | undefined;
