// Package notice says who is told of what happens to a case, in which words, and sends it: by e-mail to reporters, as signed
// webhooks to systems, as messages to group chats (WeCom, DingTalk). The list that people see in the application needs no
// sending.
//
// What goes out never holds what a reporter wrote, how to reach them, their tracking number (whoever has it may speak for
// them), or a place; of a sensitive matter it says only that there is one. Who is told enough follows the link and signs in.
//
// A notice is sent at least once: when a process dies between the answer of the other side and the note of it, it is sent
// again, under the same id, by which the other side knows it.
package notice
