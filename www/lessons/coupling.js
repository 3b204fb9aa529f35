// Lesson 6: batch statistics tie examples together, and inference needs others in their place.

/** @type {import("./lesson.js").Lesson} */
export const lesson = {
  id: "coupling",
  title: "Batch coupling and inference",
  next: "zero",
  cards: [
    {
      text: [
        "BatchNorm’s mean and std are of the whole minibatch. So what comes out for one example depends on which others were drawn with it. Move one of ",
        { term: "five points", panel: "hand" },
        " by hand: the normalised images of all five move.",
      ],
      link: "#preset=batchnorm",
      panel: "hand",
      play: 0,
      question: {
        ask: "One point is moved far away. The other four images …",
        choices: ["stay where they are", "draw together", "spread out"],
        answer: 1,
        because: "The far point makes the std large, and all are divided by it.",
      },
      observe:
        "Try it. Nobody wanted this coupling, but its noise is a mild regulariser: no example is seen twice in quite the same way.",
    },
    {
      text: [
        "At inference one context comes alone. It has no minibatch, and its own std is 0. So while it trains, the layer keeps running averages of mean and variance; see ",
        { term: "running and batch statistics", panel: "norm" },
        " side by side.",
      ],
      link: "#preset=batchnorm&momentum=0.1",
      panel: "norm",
      play: 200,
      question: {
        ask: "At inference, what does the layer normalise with?",
        choices: ["The context’s own mean and std", "The last minibatch’s", "The running averages"],
        answer: 2,
        because: "They are constants by then, so a context’s prediction depends on nothing but itself.",
      },
      observe: "After {step} steps running and batch statistics lie close together. “Evaluate” uses the running ones.",
    },
    {
      text: [
        "How fast they follow is the momentum’s doing. With 0 they never leave mean 0 and variance 1. These weights have std 1, so the true variances are far larger. ",
        { term: "Training", panel: "loss" },
        " doesn’t need them.",
      ],
      link: "#preset=deep-no-fan-in-batchnorm&momentum=0",
      panel: "norm",
      play: 300,
      question: {
        ask: "Training goes well. And the validation loss?",
        choices: ["As good as in training", "Far worse", "Not a number"],
        answer: 1,
        because:
          "Evaluation normalises with statistics that were never true. Code that runs and trains can still fail here.",
      },
      observe: "The training loss is at about {smooth}, below where it started, {first}. Now press Evaluate.",
    },
    {
      text: [
        "The lecture’s momentum is 0.001: a running average goes 0.1 % of the way each step. It is ",
        { term: "slow but steady", panel: "norm" },
        ", which suits small, noisy minibatches.",
      ],
      link: "#preset=batchnorm",
      panel: "norm",
      play: 200,
      question: {
        ask: "How far has it come after 200 steps?",
        choices: ["All the way", "About a fifth of the way", "Nowhere"],
        answer: 1,
        because:
          "1 − 0.999²⁰⁰ ≈ 0.18. After 5,000 steps it is 0.993. PyTorch’s default, 0.1, is there in some 50 steps.",
      },
      observe:
        "Compare running and batch statistics. A pass over the training split (calibration) gets them exactly, at any step.",
    },
    {
      text: [
        "What is constant can be folded away: at inference a BatchNorm multiplies and adds, and so does the linear layer before it. There are ",
        { term: "four ways to evaluate", panel: "norm" },
        ": with statistics of the batch, running ones, calibrated ones, or the norm folded away.",
      ],
      link: "#preset=batchnorm&momentum=0.1",
      panel: "norm",
      play: 200,
      question: {
        ask: "How do the folded network’s logits differ?",
        choices: ["By rounding at most", "By the noise of the minibatch", "They can’t be compared"],
        answer: 0,
        because: "W·γ/σ and β − μ·γ/σ give the same function, with one layer less.",
      },
      observe: "Press “Compare four ways”: it also tells the largest difference of any logit.",
    },
  ],
};
