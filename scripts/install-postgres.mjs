// Makes sure that there is a PostgreSQL for `npm run ledger-test`. Only a CI host gets one installed.
import { installByApt } from './install/install-by-apt.mjs';
import { findPostgres, postgresAdvice, postgresPackages } from './ledger/find-postgres.mjs';

if (!findPostgres()) installByApt(postgresPackages);
const found = findPostgres();
console.log(found?.binaries ?? postgresAdvice);
process.exitCode = found ? 0 : 1;
