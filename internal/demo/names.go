package demo

import "math/rand/v2"

// namer makes names of people who do not exist, of the commonest surnames and given-name characters.
type namer struct {
	rng  *rand.Rand
	used map[string]bool
}

func newNamer(rng *rand.Rand) *namer { return &namer{rng: rng, used: map[string]bool{}} }

// name returns a name that was not given before.
func (n *namer) name() string {
	surnames := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文")
	given := []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红玲建国文辉力梅琴云莉素珍萍荣淑海波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江")
	for {
		// The common surnames stand first, and are drawn more often.
		s := surnames[int(float64(len(surnames))*n.rng.Float64()*n.rng.Float64())]
		name := string([]rune{s, given[n.rng.IntN(len(given))]})
		if n.rng.Float64() < 0.78 {
			name += string(given[n.rng.IntN(len(given))])
		}
		if !n.used[name] {
			n.used[name] = true
			return name
		}
	}
}
