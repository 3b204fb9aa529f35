// Lesson 6: batch statistics couple the examples of a minibatch, so inference needs other statistics.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "BatchNorm’s mean and std are computed over the whole minibatch. So the output for one example depends on which others were drawn with it. Move one of [five points](hand) by hand: the normalized values of all five move.",
    link: "#preset=batchnorm",
    panel: "hand",
    exercise: "points",
    question: {
      ask: "One point is moved far away. The other four normalized values …",
      choices: ["stay where they are", "move closer together", "spread out"],
      answer: 1,
      because: "The far point makes the std large, and all values are divided by it.",
    },
    observe:
      "Try it. This coupling was not intended, but its noise is a mild regularizer: no example is seen twice in exactly the same way.",
  },
  {
    text: "At inference, a context comes alone. It has no minibatch, and its own std is 0. So during training, the layer keeps running averages of mean and variance; compare the [running and batch statistics](norm).",
    link: "#preset=batchnorm&momentum=0.1",
    panel: "norm",
    play: 200,
    question: {
      ask: "What does the layer normalize with at inference?",
      choices: ["The context’s own mean and std", "The last minibatch’s", "The running averages"],
      answer: 2,
      because: "They are constants then, so the prediction for a context depends only on the context.",
    },
    observe:
      "After {step} steps, running and batch statistics are close to each other. With the running ones, over both splits:",
    offer: "evaluate",
  },
  {
    text: "The momentum decides how fast they follow. With 0, they stay at mean 0 and variance 1. These weights have std 1, so the true variances are far larger. [Training](loss) doesn’t need them.",
    link: "#preset=deep-no-fan-in-batchnorm&momentum=0",
    panel: "norm",
    play: 300,
    question: {
      ask: "Training goes well. What about the validation loss?",
      choices: ["As good as in training", "Far worse", "NaN"],
      answer: 1,
      because:
        "Evaluation normalizes with statistics that were never right. Code that runs and trains can still fail here.",
    },
    observe:
      "The smoothed training loss is {smooth}, below the first loss, {first}. With the running statistics, both splits:",
    offer: "evaluate",
  },
  {
    text: "The lecture’s momentum is 0.001: a running average moves 0.1 % of the way each step. It is [slow but steady](norm), which suits small, noisy minibatches.",
    link: "#preset=batchnorm",
    panel: "norm",
    play: 200,
    question: {
      ask: "How far has it come after 200 steps?",
      choices: ["All the way", "About a fifth of the way", "Nowhere"],
      answer: 1,
      because:
        "1 − 0.999²⁰⁰ ≈ 0.18. After 5,000 steps it is 0.993. PyTorch’s default, 0.1, gets there in about 50 steps.",
    },
    observe:
      "Compare running and batch statistics. A pass over the training split (calibration) computes them exactly, at any step.",
  },
  {
    text: "Constants can be folded away: at inference, BatchNorm multiplies and adds, and so does the linear layer before it. There are [four ways to evaluate](norm): with batch statistics, running ones, calibrated ones, or the norm folded away.",
    link: "#preset=batchnorm&momentum=0.1",
    panel: "norm",
    play: 200,
    question: {
      ask: "How do the folded network’s logits differ?",
      choices: ["By rounding at most", "By the noise of the minibatch", "They can’t be compared"],
      answer: 0,
      because: "W·γ/σ and β − μ·γ/σ give the same function with one layer fewer.",
    },
    observe: "Compare their losses here. The last line is the largest difference of any logit.",
    offer: "ways",
  },
];
