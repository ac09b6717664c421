import { act } from 'preact/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { json } from '../../testing/fixtures.ts';
import { mount } from '../../testing/mount.ts';
import { caseFile } from '../../testing/staff.ts';
import { Where } from './where.tsx';
import { zh } from './words.ts';

afterEach(() => vi.unstubAllGlobals());

it('asks for the certificate of the first report by its id: the number is not known here', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(new URL(request.url).pathname);
    return json({ token: 'WGC1.a.b' });
  });
  const opened = vi.fn();
  vi.stubGlobal('open', opened);
  const told = { number: '…K7QF', reported_at: '2026-11-23T01:05:00Z', received_at: '2026-11-23T01:05:00Z' };
  const report = { ...told, source: 'api', description: '', accuracy_m: 0, datum: 'wgs84', answers: [] };
  const rest = { has_contact: false, joined: false };
  const page = await mount(
    <Where
      of={caseFile({
        reports: [
          { ...report, ...rest, id: 'r1' },
          { ...report, ...rest, id: 'r2' },
        ],
      })}
    />,
  );
  await page.press(zh.certificate);
  await act(() => vi.waitFor(() => expect(opened).toHaveBeenCalledWith('/verify#WGC1.a.b', '_blank', 'noopener')));
  expect(asked).toEqual(['/api/v1/reports/r1/certificate']);
});
