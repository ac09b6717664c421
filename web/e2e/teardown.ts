import { rmSync } from 'node:fs';

/** Removes the data folder of this run. */
export default function teardown(): void {
  const dir = process.env.WANGGE_E2E_DIR;
  if (dir) rmSync(dir, { recursive: true, force: true });
}
