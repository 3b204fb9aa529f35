// Lesson 15: Adam's updates do not depend on the scale of the gradients; ε, and clipping.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "Thirty ReLU layers with a gain of 1 again (lesson 11): gradients are so small that SGD’s first update ratios are below −7. Adam divides each weight’s gradient by √v, where v is a running average of its square. At the first step, that is g/|g| = ±1. Look at the [layers](layers).",
    link: "#preset=relu-xavier&opt=adam&lr=0.001",
    panel: "layers",
    question: {
      ask: "How large are the first update ratios with Adam and a rate of 0.001?",
      choices: ["Below −7 as well", "About −2 in every layer", "−2 near the output, −7 near the input"],
      answer: 1,
      because: "Each weight that has a gradient moves by the rate, whatever its size: 0.001, and weights have std 0.1.",
    },
    observe:
      "Hidden layers between {update_least} and {update_most}. Their gradients are as small as before: {wgrad_first} in layer 1.",
  },
  {
    text: "Train it for 100 steps. With SGD, gain 1 is at a [loss](loss) of 3.21 by then, √2 at 2.88: the gain matters. With Adam, √2 reaches 2.83.",
    link: "#preset=relu-xavier&opt=adam&lr=0.001",
    panel: "loss",
    play: 100,
    question: {
      ask: "And gain 1 with Adam?",
      choices: ["3.2 as with SGD", "About 3.0", "2.8 as well"],
      answer: 2,
      because:
        "All layers move at the same speed, so a scale that is wrong is soon corrected, or at least not noticed.",
    },
    observe:
      "{smooth} (smoothed). The std in layer 30 has grown to {std_last}. Adam hides the bad start, but neither gain is past 2.82 yet, the cost of guessing by frequency.",
  },
  {
    text: "Adam divides by √v + ε, and ε is 10⁻⁸ to avoid dividing by 0. In PyTorch’s default network of lesson 12, gradients at layer 1 are about 10⁻¹⁴. Look at its [layers](layers).",
    link: "#preset=torch-default&hidden=100x30&act=relu&opt=adam&lr=0.001",
    panel: "layers",
    question: {
      ask: "How do the update ratios of its layers compare?",
      choices: ["All about −2: Adam hides it", "Far lower near the input", "Far lower near the output"],
      answer: 1,
      because: "Where |g| is far below ε, the update is rate · g/ε, as with SGD: what is small stays small.",
    },
    observe: "From {update_least} in the first layers to {update_most} in the last. Adam hides a scale only down to ε.",
  },
  {
    text: "The opposite problem: steps that are too large. Five tanh layers with gain 3, SGD and a [learning rate](controls) of 1.",
    link: "#preset=deep-gain-3&lr=1",
    panel: "loss",
    play: 200,
    question: {
      ask: "What does the loss do?",
      choices: ["It falls quickly", "It ends above where it started", "It stays where it started"],
      answer: 1,
      because: "A large step leads to where gradients are larger, so that the next one is even larger.",
    },
    observe: "From {first} to {smooth} (smoothed); {saturated_least} or more of every layer is saturated.",
  },
  {
    text: "Clipping limits a step: if the norm of all gradients together is above c, they are scaled down to c. This keeps their direction. The same network with [clip](controls) = 1.",
    link: "#preset=deep-gain-3&lr=1&clip=1",
    panel: "loss",
    keepsCurve: true,
    play: 200,
    question: {
      ask: "Does it learn now?",
      choices: ["Yes", "No: only the rate matters", "No: clipped gradients point elsewhere"],
      answer: 0,
      because: "No step is longer than rate × c, however steep the loss is where it lands.",
    },
    observe: "The smoothed loss is {smooth}. {clipped} of the steps were clipped: in effect, a smaller rate.",
  },
  {
    text: "And both together: Adam, with gradients clipped to a norm of 0.01. Before the first step their norm is 1.5, so they become 154 times smaller. Without clipping, the [layers](layers) have update ratios from −2.75 to −2.48.",
    link: "#preset=deep-gain-3&opt=adam&lr=0.001&clip=0.01",
    panel: "layers",
    question: {
      ask: "By how much does clipping lower Adam’s first update ratios?",
      choices: ["By 154 times: log₁₀ 2.2 less", "By half of that", "Not at all"],
      answer: 2,
      because: "Every g and every √v shrink by the same factor, which cancels.",
    },
    observe:
      "From {update_least} to {update_most}, as without. With Adam, clipping only limits how much a single large gradient counts in m and v.",
  },
];
