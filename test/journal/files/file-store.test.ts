import { createFileStore } from '../../../src/journal/files/file-store.ts';
import { createStateDirectory } from '../../kit/open-server.ts';
import { describeStore } from '../store-contract.ts';

describeStore('files', () => {
  const directory = createStateDirectory();
  return () => createFileStore(directory);
});
