package photo

import (
	"image"
	"image/draw"
	"testing"
)

// fromCamera is a picture of w × h pixels as a JPEG decoder gives it.
func fromCamera(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	out := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	for y := range h {
		for x := range w {
			out.Y[out.YOffset(x, y)] = byte(3*x + 5*y)
			out.Cb[out.COffset(x, y)], out.Cr[out.COffset(x, y)] = byte(64+x), byte(64+y)
		}
	}
	return out
}

func TestACamerasPictureIsDrawnAsOneOfPlainPixels(t *testing.T) {
	for name, ratio := range map[string]image.YCbCrSubsampleRatio{
		"4:4:4": image.YCbCrSubsampleRatio444, "4:2:2": image.YCbCrSubsampleRatio422, "4:2:0": image.YCbCrSubsampleRatio420,
	} {
		t.Run(name, func(t *testing.T) {
			camera := fromCamera(96, 72, ratio)
			plain := image.NewRGBA(camera.Rect)
			draw.Draw(plain, plain.Rect, camera, image.Point{}, draw.Src)
			for _, side := range []int{96, 64, 48, 20} { // as it is, between its pixels, averaged, both
				got, want := shrink(camera, side), shrink(plain, side)
				if got.Rect != want.Rect {
					t.Fatalf("side %d: size %v, want %v", side, got.Rect, want.Rect)
				}
				for i := range got.Pix {
					if d := int(got.Pix[i]) - int(want.Pix[i]); d < -1 || d > 1 {
						t.Fatalf("side %d: byte %d is %d, want %d", side, i, got.Pix[i], want.Pix[i])
					}
				}
			}
		})
	}
}

func TestACamerasPictureIsScaledWithoutACopyOfAllItsPixels(t *testing.T) {
	camera := fromCamera(600, 400, image.YCbCrSubsampleRatio420)
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			shrink(camera, 400)
		}
	})
	if took, copied := result.AllocedBytesPerOp(), int64(4*600*400); took >= copied {
		t.Errorf("took %d bytes, as much as a copy (%d)", took, copied)
	}
}
