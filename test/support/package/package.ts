import fs from 'node:fs';
import { packageExtension } from './vsix';

export async function main(): Promise<number> {
  const file = packageExtension();
  console.log(`${file}: ${(fs.statSync(file).size / 1024).toFixed(0)} KB`);
  return 0;
}
