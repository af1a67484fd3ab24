// Makes sure that there is a browser for `npm run browser`, which brings none along. Only a CI host gets one installed.
import { browserAdvice, findBrowser } from './browser/find-browser.mjs';
import { installByApt } from './install/install-by-apt.mjs';

const around = { env: process.env, platform: process.platform };

if (!findBrowser(around)) installByApt(['chromium', 'fonts-dejavu-core']);
const browser = findBrowser(around);
console.log(browser ?? browserAdvice);
process.exitCode = browser ? 0 : 1;
