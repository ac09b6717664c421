import type { components } from '../schema.gen.d.ts';

/* What those at work are answered about cases, as the service describes it. Times are RFC 3339 in UTC. */

type Schemas = components['schemas'];

export type CaseRow = Schemas['CaseRow'];
/** A case with its lists in place of the row's counts. */
export type CaseFile = Schemas['Case'];
export type CaseReport = Schemas['CaseReport'];
export type CaseAnswer = Schemas['CaseAnswer'];
export type CaseEvent = Schemas['CaseEvent'];
export type CellCases = Schemas['CellCases'];
export type Contact = Schemas['CaseContact'];
export type NearCase = Schemas['NearCase'];
export type Person = Schemas['Assignee'];
export type Photo = Schemas['CasePhoto'];
export type Post = Schemas['DepartmentName'];
export type Queue = Schemas['QueueCount'];
export type QueueName = Queue['queue'];
/** Where the routing rules send a case, and why. */
export type Route = Schemas['Assignment'];
export type Task = Schemas['CaseTask'];
/** How somebody may end a task. */
export type TaskEnd = Exclude<Task['state'], 'open'>;

/** Something that one may do with a case now. */
export type Offer = Schemas['CaseOffer'];
/** An action, or how a case began. */
export type Action = CaseEvent['action'];
export type Need = NonNullable<Offer['needs']>[number];
/** What an action says: POST /api/v1/cases/{id}/actions. */
export type ActionIn = Schemas['ActIn'];
/** A part of a case for another department: POST /api/v1/cases/{id}/tasks. */
export type TaskIn = Schemas['TaskIn'];
