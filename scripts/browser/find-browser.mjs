import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where macOS keeps applications; they are on no PATH. */
const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const browserAdvice =
  'No browser was found: install Chromium or Google Chrome, or name the program of one in the variable CHROMIUM.';

/** The browser that the tests of pages drive; undefined where there is none. */
export function findBrowser({ env, platform }) {
  if (env.CHROMIUM) return isProgram(env.CHROMIUM) ? env.CHROMIUM : undefined;
  const folders = (env.PATH ?? '').split(path.delimiter).filter(folder => folder !== '');
  const onPath = commands.flatMap(command => folders.map(folder => path.join(folder, command)));
  return [...onPath, ...(platform === 'darwin' ? macPrograms : [])].find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
