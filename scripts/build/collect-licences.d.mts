import type { Metafile } from 'esbuild';

export function collectLicences(of: { metafile: Pick<Metafile, 'outputs'>; root: string }): string;
