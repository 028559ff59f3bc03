#include "core/demo/scenes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace creel::demo {

namespace {

cv::Mat filled(cv::Size size, const Rgb& colour)
{
    return cv::Mat(size, CV_32FC3, cv::Scalar(colour[0], colour[1], colour[2]));
}

/// Two colours mixed by clouds.
cv::Mat clouded(cv::RNG& random, cv::Size size, double grain, const Rgb& a, const Rgb& b)
{
    const cv::Mat clouds = smoothNoise(random, size, grain, 4);
    cv::Mat canvas(size, CV_32FC3);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x)
            canvas.at<Rgb>(y, x) = mix(a, b, smoothStep(0.25F, 0.75F, clouds.at<float>(y, x)));
    }
    return canvas;
}

void addGrain(cv::Mat& canvas, cv::RNG& random, double grain, float strength)
{
    const cv::Mat noise = smoothNoise(random, canvas.size(), grain, 2);
    for (int y = 0; y < canvas.rows; ++y) {
        for (int x = 0; x < canvas.cols; ++x)
            canvas.at<Rgb>(y, x) *= 1 + strength * (noise.at<float>(y, x) - 0.5F);
    }
}

/// One stone: a lumpy disc, lit from the upper left, with a shadow under it.
void paintStone(cv::Mat& scene, cv::RNG& random, cv::Point2f centre, float radius)
{
    const int reachOut = cvCeil(radius * 1.5F) + 2; // painting only there saves most of the time
    const cv::Rect box =
        cv::Rect(cv::Point(centre) - cv::Point(reachOut, reachOut), cv::Size(2 * reachOut, 2 * reachOut)) &
        cv::Rect(cv::Point(0, 0), scene.size());
    if (box.empty())
        return;
    cv::Mat canvas = scene(box);
    centre -= cv::Point2f(box.tl());
    static const std::array<Rgb, 6> colours{Rgb{0.46F, 0.44F, 0.41F}, Rgb{0.55F, 0.50F, 0.43F},
                                            Rgb{0.36F, 0.37F, 0.38F}, Rgb{0.50F, 0.40F, 0.34F},
                                            Rgb{0.42F, 0.45F, 0.40F}, Rgb{0.62F, 0.59F, 0.54F}};
    const Rgb colour = varied(random, colours[size_t(random.uniform(0, int(colours.size())))], 0.08F);
    const float squash = random.uniform(0.6F, 0.9F);
    const float turn = random.uniform(-0.6F, 0.6F);
    std::vector<cv::Point2f> lumps;
    for (int i = 0; i < 9; ++i) {
        const float angle = float(i) * 2 * float(CV_PI) / 9;
        const float reach = radius * random.uniform(0.85F, 1.1F);
        const cv::Point2f flat(reach * std::cos(angle), reach * std::sin(angle) * squash);
        lumps.emplace_back(flat.x * std::cos(turn) - flat.y * std::sin(turn),
                           flat.x * std::sin(turn) + flat.y * std::cos(turn));
    }
    lumps.insert(lumps.end(), lumps.begin(), lumps.begin() + 2); // closes the curve smoothly
    const auto outline = [&](float scale, cv::Point2f offset) {
        std::vector<cv::Point2f> points;
        for (const cv::Point2f& lump : smoothCurve(lumps, 5))
            points.push_back(centre + offset + lump * scale);
        return polygonMask(canvas.size(), points);
    };
    paintMask(canvas, outline(1.08F, {radius * 0.08F, radius * 0.16F}), {0.05F, 0.05F, 0.05F}, 0.55F);
    paintMask(canvas, outline(1, {0, 0}), colour * 0.62F);
    for (int step = 1; step <= 6; ++step) {
        const float inner = float(step) / 7;
        const cv::Point2f lift(-radius * 0.16F * inner, -radius * 0.22F * inner);
        paintMask(canvas, outline(1 - 0.8F * inner, lift), colour * mix(0.66F, 1.22F, inner), 0.55F);
    }
}

cv::Mat paintStones(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = clouded(random, size, 40, {0.22F, 0.20F, 0.17F}, {0.34F, 0.31F, 0.27F});
    const float scale = random.uniform(0.7F, 1.4F);
    for (int i = 0; i < 260; ++i) {
        const float share = float(i) / 260; // gravel first, large stones on it
        const float radius =
            scale * (i < 170 ? random.uniform(8.0F, 22.0F) : random.uniform(22.0F, 70.0F) * (0.5F + share));
        paintStone(
            canvas, random,
            {random.uniform(-20.0F, float(size.width) + 20), random.uniform(-20.0F, float(size.height) + 20)},
            radius);
    }
    cv::GaussianBlur(canvas, canvas, {}, 1.6);
    addGrain(canvas, random, 3, 0.35F);
    return canvas;
}

cv::Mat paintUnderwater(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = paintStones(size, random);
    cv::GaussianBlur(canvas, canvas, {}, 3);
    const Rgb water = varied(random, {0.16F, 0.36F, 0.36F}, 0.06F);
    const cv::Mat waves = smoothNoise(random, size, 90, 2);
    for (int y = 0; y < size.height; ++y) {
        const float depth = mix(0.72F, 0.45F, float(y) / float(size.height));
        for (int x = 0; x < size.width; ++x) {
            // Light gathers where the waves' noise crosses its middle.
            const float caustic = std::exp(-std::pow((waves.at<float>(y, x) - 0.5F) / 0.035F, 2.0F));
            Rgb& pixel = canvas.at<Rgb>(y, x);
            pixel = mix(pixel, water, depth) + Rgb(0.07F, 0.11F, 0.09F) * caustic;
        }
    }
    return canvas;
}

cv::Mat paintGrass(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = clouded(random, size, 50, {0.08F, 0.13F, 0.05F}, {0.18F, 0.22F, 0.09F});
    const Rgb green = varied(random, {0.34F, 0.48F, 0.17F}, 0.08F);
    for (int i = 0; i < 2600; ++i) {
        const float height = float(i) / 2600; // later blades lie higher and get more light
        const Rgb colour = random.uniform(0, 7) == 0 ? varied(random, {0.62F, 0.56F, 0.32F}, 0.08F)
                                                     : varied(random, green, 0.1F);
        const Rgb lit = colour * mix(0.35F, 1.05F, height);
        const cv::Point2f root(random.uniform(-30.0F, float(size.width) + 30),
                               random.uniform(0.0F, float(size.height) + 80));
        const float length = random.uniform(40.0F, 130.0F);
        const float lean = random.uniform(-0.9F, 0.9F);
        const cv::Point2f tip = root + cv::Point2f(length * std::sin(lean), -length * std::cos(lean));
        cv::line(canvas, root, tip, cv::Scalar(lit[0], lit[1], lit[2]), random.uniform(2, 5));
    }
    cv::GaussianBlur(canvas, canvas, {}, 1.3);
    addGrain(canvas, random, 4, 0.2F);
    return canvas;
}

/// Water seen from above it: streaks of light on a colour.
void paintWater(cv::Mat canvas, cv::RNG& random, const Rgb& deep, const Rgb& bright)
{
    const cv::Size narrow(std::max(2, canvas.cols / 7), canvas.rows);
    cv::Mat streaks;
    cv::resize(smoothNoise(random, narrow, 7, 3), streaks, canvas.size(), 0, 0, cv::INTER_CUBIC);
    for (int y = 0; y < canvas.rows; ++y) {
        for (int x = 0; x < canvas.cols; ++x) {
            const float light = smoothStep(0.35F, 0.8F, streaks.at<float>(y, x));
            canvas.at<Rgb>(y, x) = mix(deep, bright, light);
        }
    }
}

/// A far bank out of focus over a river.
cv::Mat paintHandScene(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = filled(size, {0.4F, 0.45F, 0.4F});
    const int bank = size.height * random.uniform(15, 40) / 100;
    const Rgb deep = varied(random, {0.24F, 0.34F, 0.34F}, 0.07F);
    paintWater(canvas(cv::Rect(0, bank, size.width, size.height - bank)), random, deep, deep * 1.7F);
    const Rgb trees = varied(random, {0.24F, 0.33F, 0.17F}, 0.07F);
    clouded(random, {size.width, bank}, 45, trees * 0.6F, trees * 1.5F)
        .copyTo(canvas(cv::Rect(0, 0, size.width, bank)));
    cv::GaussianBlur(canvas, canvas, {}, random.uniform(5.0, 9.0));
    return canvas;
}

void paintMesh(cv::Mat& canvas, cv::RNG& random, const Rgb& cord)
{
    cv::Mat mask(canvas.size(), CV_8UC1, cv::Scalar::all(0));
    const float pitch = random.uniform(24.0F, 40.0F);
    const float sag = random.uniform(0.0006F, 0.0016F);
    const float middle = float(canvas.cols) / 2;
    for (int direction : {-1, 1}) {
        for (float start = -float(canvas.rows) * 1.5F; start < float(canvas.cols) * 1.8F; start += pitch) {
            std::vector<cv::Point> line;
            for (float y = -10; y < float(canvas.rows) + 10; y += 12) {
                const float x =
                    start + float(direction) * y * 0.8F + (direction < 0 ? float(canvas.rows) * 0.6F : 0);
                const float bow = sag * (x - middle) * (x - middle) * 0.35F;
                line.emplace_back(cvRound(x + 3 * std::sin(y / 23)), cvRound(y - bow));
            }
            cv::polylines(mask, line, false, cv::Scalar::all(255), 4, cv::LINE_AA);
        }
    }
    cv::Mat shadow;
    cv::GaussianBlur(mask, shadow, {}, 4);
    paintMask(canvas, shadow, {0.02F, 0.02F, 0.02F}, 0.6F);
    paintMask(canvas, mask, cord);
    cv::Mat light(mask.size(), CV_8UC1, cv::Scalar::all(0));
    mask(cv::Rect(0, 1, mask.cols, mask.rows - 1)).copyTo(light(cv::Rect(0, 0, mask.cols, mask.rows - 1)));
    cv::subtract(light, mask, light);
    paintMask(canvas, light, cord * 2.2F, 0.6F);
}

cv::Mat paintNet(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = filled(size, {0, 0, 0});
    const Rgb deep = varied(random, {0.16F, 0.24F, 0.23F}, 0.05F);
    paintWater(canvas, random, deep, deep * 1.6F);
    static const std::array<Rgb, 3> cords{Rgb{0.08F, 0.09F, 0.09F}, Rgb{0.10F, 0.26F, 0.17F},
                                          Rgb{0.30F, 0.27F, 0.22F}};
    paintMesh(canvas, random, cords[size_t(random.uniform(0, 3))]);
    // The hoop of the landing net.
    const cv::Point centre(size.width / 2 + random.uniform(-60, 60),
                           size.height / 2 + random.uniform(-40, 40));
    const cv::Size axes(size.width * random.uniform(46, 58) / 100,
                        size.height * random.uniform(46, 60) / 100);
    const Rgb wood = varied(random, {0.50F, 0.31F, 0.16F}, 0.06F);
    for (const auto& [width, light] :
         {std::pair(30, 0.35F), std::pair(24, 0.8F), std::pair(12, 1.15F), std::pair(4, 1.5F)}) {
        cv::Mat hoop(size, CV_8UC1, cv::Scalar::all(0));
        cv::ellipse(hoop, centre, axes, 0, 0, 360, cv::Scalar::all(255), width, cv::LINE_AA);
        cv::GaussianBlur(hoop, hoop, {}, 1.5);
        paintMask(canvas, hoop, wood * light);
    }
    return canvas;
}

/// Boards of a boat, with a rule along the edge.
cv::Mat paintDeck(cv::Size size, cv::RNG& random)
{
    const Rgb wood = varied(random, {0.52F, 0.40F, 0.27F}, 0.1F);
    cv::Mat canvas = filled(size, wood);
    cv::Mat grain;
    cv::resize(smoothNoise(random, {std::max(2, size.width / 16), size.height}, 4, 3), grain, size, 0, 0,
               cv::INTER_CUBIC);
    const int board = random.uniform(90, 170);
    const int offset = random.uniform(0, board);
    for (int y = 0; y < size.height; ++y) {
        cv::RNG own(uint64_t((y + offset) / board) * 7919 + 13);
        const float tone = own.uniform(0.8F, 1.12F);
        const bool isGap = (y + offset) % board < 5;
        for (int x = 0; x < size.width; ++x)
            canvas.at<Rgb>(y, x) *= isGap ? 0.25F : tone * mix(0.7F, 1.25F, grain.at<float>(y, x));
    }
    if (random.uniform(0, 2) == 0) {
        const int top = size.height - random.uniform(60, 110);
        cv::rectangle(canvas, {0, top}, {size.width, top + 46}, cv::Scalar(0.90, 0.84, 0.42), cv::FILLED);
        for (int x = 8, tick = 0; x < size.width; x += 16, ++tick)
            cv::line(canvas, {x, top}, {x, top + (tick % 5 == 0 ? 26 : 13)}, cv::Scalar(0.1, 0.1, 0.1), 2);
    }
    cv::GaussianBlur(canvas, canvas, {}, 0.9);
    return canvas;
}

} // namespace

QString sceneName(Scene scene)
{
    static const std::array names{"stones", "underwater", "grass", "hand", "net", "deck"};
    return QString::fromLatin1(names[size_t(scene)]);
}

cv::Mat paintScene(Scene scene, cv::Size size, cv::RNG& random)
{
    switch (scene) {
    case Scene::Stones:
        return paintStones(size, random);
    case Scene::Underwater:
        return paintUnderwater(size, random);
    case Scene::Grass:
        return paintGrass(size, random);
    case Scene::Hand:
        return paintHandScene(size, random);
    case Scene::Net:
        return paintNet(size, random);
    case Scene::Deck:
        return paintDeck(size, random);
    }
    return {};
}

cv::Mat paintRiver(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = filled(size, {0.6F, 0.72F, 0.85F});
    const cv::Mat clouds = smoothNoise(random, size, 130, 4);
    const int horizon = size.height * random.uniform(38, 55) / 100;
    const Rgb high = varied(random, {0.36F, 0.55F, 0.80F}, 0.06F);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const Rgb sky = mix(high, {0.80F, 0.86F, 0.92F}, float(y) / float(horizon));
            canvas.at<Rgb>(y, x) =
                mix(sky, {0.96F, 0.96F, 0.97F}, smoothStep(0.5F, 0.72F, clouds.at<float>(y, x)));
        }
    }
    const auto ridge = [&](float base, float rise, const Rgb& colour, int points) {
        std::vector<cv::Point2f> line{{-20, float(size.height)}};
        for (int i = 0; i <= points; ++i)
            line.emplace_back(float(size.width) * float(i) / float(points),
                              base - random.uniform(0.0F, rise));
        line.emplace_back(float(size.width) + 20, float(size.height));
        paintMask(canvas, polygonMask(size, line), colour);
    };
    const auto h = float(horizon);
    ridge(h, h * 0.6F, varied(random, {0.48F, 0.55F, 0.64F}, 0.04F), 7);
    ridge(h, h * 0.35F, varied(random, {0.33F, 0.42F, 0.44F}, 0.04F), 11);
    ridge(h + 12, 55, varied(random, {0.12F, 0.22F, 0.13F}, 0.03F), 90); // a line of trees
    cv::Mat water = canvas(cv::Rect(0, horizon + 10, size.width, size.height - horizon - 10));
    const Rgb deep = varied(random, {0.20F, 0.33F, 0.38F}, 0.05F);
    paintWater(water, random, deep, deep * 2.0F);
    for (int side : {0, 1}) {
        const float shore = float(size.width) * random.uniform(0.1F, 0.34F);
        const float x = side ? float(size.width) : 0.0F;
        const float in = side ? -shore : shore;
        cv::Mat bank = polygonMask(size, smoothCurve({{x, h + 8},
                                                      {x + in * 1.5F, h + 14},
                                                      {x + in * 0.7F, h + 90},
                                                      {x + in, float(size.height)},
                                                      {x, float(size.height) + 5}}));
        paintMask(canvas, bank, varied(random, {0.36F, 0.38F, 0.22F}, 0.06F));
    }
    for (int i = 0; i < 24; ++i)
        paintStone(canvas, random,
                   {random.uniform(0.0F, float(size.width)), random.uniform(h + 120, float(size.height))},
                   random.uniform(8.0F, 34.0F));
    cv::GaussianBlur(canvas, canvas, {}, 1.2);
    addGrain(canvas, random, 4, 0.22F);
    return canvas;
}

namespace {

/// One thing of a tackle box, in the middle of its compartment.
void paintTackle(cv::Mat& canvas, cv::RNG& random, cv::Point2f centre, float reach)
{
    static const std::array<Rgb, 7> bright{Rgb{0.85F, 0.16F, 0.12F}, Rgb{0.95F, 0.72F, 0.10F},
                                           Rgb{0.15F, 0.55F, 0.25F}, Rgb{0.15F, 0.35F, 0.75F},
                                           Rgb{0.90F, 0.90F, 0.86F}, Rgb{0.95F, 0.45F, 0.12F},
                                           Rgb{0.75F, 0.76F, 0.78F}};
    const Rgb colour = varied(random, bright[size_t(random.uniform(0, int(bright.size())))], 0.06F);
    const cv::Size size = canvas.size();
    const float angle = random.uniform(0.0F, float(CV_PI));
    const cv::Point2f along(std::cos(angle) * reach * 0.55F, std::sin(angle) * reach * 0.55F);
    const int kind = random.uniform(0, 3);
    if (kind == 0) { // a plug with its treble hooks
        cv::Mat hooks(size, CV_8UC1, cv::Scalar::all(0));
        for (float at : {-0.5F, 0.6F})
            cv::ellipse(hooks, centre + along * at + cv::Point2f(0, reach * 0.3F),
                        {int(reach * 0.12F), int(reach * 0.16F)}, 0, -20, 200, cv::Scalar::all(255), 3,
                        cv::LINE_AA);
        paintMask(canvas, hooks, {0.7F, 0.7F, 0.72F});
        compose(canvas, limb(size, centre - along, centre + along, reach * 0.22F, colour));
        compose(canvas,
                limb(size, centre - along * 0.2F, centre + along * 0.7F, reach * 0.1F, colour * 0.5F));
    } else if (kind == 1) { // a float
        compose(canvas,
                limb(size, centre, centre + cv::Point2f(0.5F, 0.5F), reach * 0.42F, {0.93F, 0.92F, 0.88F}));
        cv::Mat cap(size, CV_8UC1, cv::Scalar::all(0));
        cv::ellipse(cap, centre, {int(reach * 0.42F), int(reach * 0.42F)}, angle * 180 / CV_PI, 180, 360,
                    cv::Scalar::all(255), cv::FILLED, cv::LINE_AA);
        paintMask(canvas, cap, colour, 0.9F);
    } else { // a spool of line
        for (const auto& [radius, light] : {std::pair(0.5F, 0.25F), std::pair(0.46F, 0.9F),
                                            std::pair(0.3F, 0.55F), std::pair(0.14F, 0.15F)}) {
            cv::Mat ring(size, CV_8UC1, cv::Scalar::all(0));
            cv::circle(ring, centre, int(radius * reach), cv::Scalar::all(255), cv::FILLED, cv::LINE_AA);
            paintMask(canvas, ring, colour * light);
        }
    }
}

} // namespace

cv::Mat paintTackleBox(cv::Size size, cv::RNG& random)
{
    cv::Mat canvas = paintDeck(size, random);
    const Rgb plastic = varied(random, {0.24F, 0.34F, 0.28F}, 0.12F);
    const cv::Rect box(random.uniform(20, 70), random.uniform(20, 60), size.width - random.uniform(90, 150),
                       size.height - random.uniform(90, 140));
    cv::Mat shadow(size, CV_8UC1, cv::Scalar::all(0));
    cv::rectangle(shadow, box + cv::Point(14, 18), cv::Scalar::all(255), cv::FILLED);
    cv::GaussianBlur(shadow, shadow, {}, 14);
    paintMask(canvas, shadow, {0, 0, 0}, 0.6F);
    cv::rectangle(canvas, box, cv::Scalar(plastic[0], plastic[1], plastic[2]), cv::FILLED);
    const int columns = random.uniform(4, 7);
    const int rows = random.uniform(3, 5);
    const cv::Size cell(box.width / columns, box.height / rows);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const cv::Rect inside(box.x + column * cell.width + 8, box.y + row * cell.height + 8,
                                  cell.width - 14, cell.height - 14);
            const Rgb floor = plastic * random.uniform(0.4F, 0.6F);
            cv::rectangle(canvas, inside, cv::Scalar(floor[0], floor[1], floor[2]), cv::FILLED);
            const cv::Point2f centre(float(inside.x) + float(inside.width) / 2,
                                     float(inside.y) + float(inside.height) / 2);
            if (random.uniform(0, 6) > 0)
                paintTackle(canvas, random, centre, float(std::min(inside.width, inside.height)) * 0.8F);
        }
    }
    cv::GaussianBlur(canvas, canvas, {}, 1.0);
    return canvas;
}

} // namespace creel::demo
