package demo_test

import (
	"fmt"
	"time"

	"github.com/wangge-map/wangge/internal/demo"
)

func ExampleNewTown() {
	town, err := demo.NewTown(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(town.Net.Title, len(town.Areas), len(town.Cells))
	for _, c := range town.Cells {
		if c.Code == "500120005001004" {
			fmt.Println(c.Name, c.Parent)
		}
	}
	// Output:
	// 丁家街道网格（演示） 19 150
	// 铜锣社区第4网格 500120005001
}
