// Lesson 14: where transformers put their norm, what it does to gradients, warmup, and RMSNorm.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "Transformers have residual connections and a norm. Since GPT-2, the norm is applied to what a layer reads: x + f(N(x)), with one more norm before the output. This is pre-norm. With 4 such layers, the gradient at the last is 0.0022. Here are [64](layers).",
    link: "#preset=pre-norm&hidden=100x64",
    panel: "layers",
    question: {
      ask: "How large is the gradient at the last layer now?",
      choices: ["As large as with 4", "About a third of it", "Less than a thousandth of it"],
      answer: 1,
      because: "The sum grows with every layer, in std about as √L; the norm at the end divides gradients by it.",
    },
    observe: "{grad_last} at layer 64, {grad_first} at layer 1. Xiong et al. (2020) derive the 1/√L.",
  },
  {
    text: "The first transformer (2017) normalized each sum instead: N(x + f(x)), post-norm. With 4 such [layers](layers), the gradient at the last is 0.0017. Here are 64 again.",
    link: "#preset=post-norm&hidden=100x64",
    panel: "layers",
    question: {
      ask: "How large is it with 64?",
      choices: ["A quarter of it", "The same", "Nearly 0"],
      answer: 1,
      because: "Each sum is normalized, so the last layer doesn’t notice how many came before it.",
    },
    observe: "{grad_last} at layer 64: however deep, the last layers get the full gradient from the first step on.",
  },
  {
    text: "Is that good? Here are thirty post-norm layers and AdamW with a rate of 0.003, at full size from the first step on. Guessing by character frequency costs a [loss](loss) of 2.82.",
    link: "#preset=post-norm&lr=0.003",
    panel: "loss",
    play: 200,
    question: {
      ask: "What do 200 such steps do?",
      choices: ["The loss falls far below 2.82", "It gets stuck near 2.82", "It becomes NaN"],
      answer: 1,
      because:
        "The first large steps make f(x) larger. Each norm divides by the std of x + f(x), and the gradient with it: less and less arrives at the first layers.",
    },
    observe: "The smoothed loss is {smooth}. Gradients are {grad_last} at layer 30, but {grad_first} at layer 1.",
  },
  {
    text: "Hence the warmup: the same rate, but reached only after 100 steps, in equal parts. [warmup](controls) is 100, everything else is unchanged.",
    link: "#preset=post-norm&lr=0.003&warmup=100",
    panel: "loss",
    keepsCurve: true,
    play: 200,
    question: {
      ask: "After as many steps, half of them with smaller rates, it is …",
      choices: ["behind", "at the same loss", "ahead"],
      answer: 2,
      because: "While steps are small, f(x) stays small, and gradients still reach every layer when the rate is full.",
    },
    observe: "The smoothed loss is {smooth}, and the gradient at layer 1 is {grad_first}.",
  },
  {
    text: "And pre-norm, with the rate of 0.003 from the first step on? Nothing divides the sum x + f(x) between its [layers](layers).",
    link: "#preset=pre-norm&lr=0.003",
    panel: "loss",
    keepsCurve: true,
    play: 200,
    question: {
      ask: "Does it need the warmup too?",
      choices: ["Yes: it gets stuck as well", "No: it learns at once"],
      answer: 1,
      because: "However large f(x) becomes, x passes through the sum unchanged, and so does its gradient.",
    },
    observe:
      "The smoothed loss is {smooth}; gradients are {grad_first} at layer 1, {grad_last} at layer 30. That is why pre-norm is the usual choice.",
  },
  {
    text: "RMSNorm (Zhang and Sennrich, 2019) omits the mean: it divides by the root mean square and has no β. Most recent language models use it. Here it takes the place of LayerNorm in the [same network](controls).",
    link: "#preset=pre-norm&lr=0.003&norm=rms",
    panel: "loss",
    keepsCurve: true,
    play: 200,
    question: {
      ask: "What does leaving out the mean cost?",
      choices: ["Hardly anything", "It learns half as fast", "It gets stuck near 2.82"],
      answer: 0,
      because: "What keeps a deep network alive is the scale. The mean hardly matters, and leaving it out saves work.",
    },
    observe: "The smoothed loss is {smooth}.",
  },
];
