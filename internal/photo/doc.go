// Package photo turns what people send into pictures that may be shown. It looks at the header first and refuses what is
// too large, too small or cut off; it decodes, turns upright and encodes anew, so that nothing but the picture is left:
// no place, no time, no name of a camera. What it reads of those before is a hint for those at work.
//
// It assumes that a picture is sRGB, as those of phones nearly are: a colour profile goes with the rest.
package photo
