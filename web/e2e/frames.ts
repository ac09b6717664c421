import type { Page } from '@playwright/test';

/** Intervals between frames, ms. */
export interface Frames {
  count: number;
  p50: number;
  p95: number;
  longest: number;
}

interface Recorder {
  recorder?: { stop(): number[] };
}

/**
 * Does something and records meanwhile how long each frame of the page took to come. It is a measurement to read, not to assert
 * on: machines differ, and this one draws in software.
 */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const intervals: number[] = [];
    let last = performance.now();
    let request = requestAnimationFrame(function frame(now) {
      intervals.push(now - last);
      last = now;
      request = requestAnimationFrame(frame);
    });
    (window as unknown as Recorder).recorder = {
      stop: () => {
        cancelAnimationFrame(request);
        return intervals;
      },
    };
  });
  await act();
  const intervals = await page.evaluate(() => (window as unknown as Recorder).recorder?.stop() ?? []);
  return summarised(intervals.slice(1)); // the first is the time until recording began
}

/** The main thread's long tasks, ms, that are over since the page began to watch for them. */
export async function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as Window & { longTasks?: number[] }).longTasks ?? []);
}

/** Has the page note its long tasks; to be called before it is opened. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({
      type: 'longtask',
      buffered: true,
    });
  });
}

export const inWords = (what: string, f: Frames) =>
  `${what}: ${f.count} frames, p50 ${f.p50} ms, p95 ${f.p95} ms, longest ${f.longest} ms`;

function summarised(intervals: number[]): Frames {
  const sorted = [...intervals].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), longest: at(1) };
}
