#include "core/demo/trout.h"

#include "core/demo/fins.h"
#include "core/demo/marks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace creel::demo {

namespace {

// Measured by eye from side views of trout: x along the fish, height from its middle, in lengths.
constexpr std::array<std::pair<float, float>, 13> backProfile{{{0.00F, 0.010F},
                                                               {0.02F, 0.027F},
                                                               {0.05F, 0.045F},
                                                               {0.09F, 0.062F},
                                                               {0.14F, 0.079F},
                                                               {0.20F, 0.095F},
                                                               {0.28F, 0.109F},
                                                               {0.38F, 0.116F},
                                                               {0.50F, 0.107F},
                                                               {0.62F, 0.085F},
                                                               {0.72F, 0.061F},
                                                               {0.80F, 0.046F},
                                                               {0.88F, 0.047F}}};
constexpr std::array<std::pair<float, float>, 13> bellyProfile{{{0.00F, 0.012F},
                                                                {0.02F, 0.030F},
                                                                {0.05F, 0.046F},
                                                                {0.09F, 0.061F},
                                                                {0.14F, 0.075F},
                                                                {0.20F, 0.090F},
                                                                {0.28F, 0.104F},
                                                                {0.38F, 0.112F},
                                                                {0.50F, 0.104F},
                                                                {0.62F, 0.083F},
                                                                {0.72F, 0.056F},
                                                                {0.80F, 0.044F},
                                                                {0.88F, 0.047F}}};

float interpolated(const std::array<std::pair<float, float>, 13>& profile, float x)
{
    x = std::clamp(x, profile.front().first, profile.back().first);
    size_t i = 0;
    while (i + 2 < profile.size() && profile[i + 1].first < x)
        ++i;
    const auto slope = [&](size_t at) {
        const size_t before = at == 0 ? 0 : at - 1;
        const size_t after = std::min(at + 1, profile.size() - 1);
        return (profile[after].second - profile[before].second) /
               (profile[after].first - profile[before].first);
    };
    const float step = profile[i + 1].first - profile[i].first;
    const float t = (x - profile[i].first) / step;
    const float t2 = t * t;
    const float t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * profile[i].second + (t3 - 2 * t2 + t) * step * slope(i) +
           (3 * t2 - 2 * t3) * profile[i + 1].second + (t3 - t2) * step * slope(i + 1);
}

/// Rounds the snout off.
float snout(float x)
{
    const float t = std::clamp(x / 0.022F, 0.0F, 1.0F);
    return 0.12F + 0.88F * std::sqrt(1 - (1 - t) * (1 - t));
}

/// Colours from back to belly at v = -1, -0.55, -0.1, 0.4, 1.
struct Palette
{
    std::array<Rgb, 5> flank;
    Rgb cheek;
    Rgb iris;
    float sheen = 0.2F; ///< how silvery
};

Palette paletteOf(Species species, cv::RNG& random)
{
    Palette palette;
    switch (species) {
    case Species::Brown:
        palette = {{Rgb{0.27F, 0.21F, 0.11F}, Rgb{0.48F, 0.37F, 0.17F}, Rgb{0.70F, 0.54F, 0.25F},
                    Rgb{0.84F, 0.70F, 0.40F}, Rgb{0.93F, 0.87F, 0.70F}},
                   {0.62F, 0.49F, 0.24F},
                   {0.72F, 0.56F, 0.22F},
                   0.18F};
        break;
    case Species::Bull:
        palette = {{Rgb{0.16F, 0.19F, 0.13F}, Rgb{0.26F, 0.29F, 0.21F}, Rgb{0.37F, 0.39F, 0.29F},
                    Rgb{0.55F, 0.53F, 0.42F}, Rgb{0.86F, 0.80F, 0.70F}},
                   {0.33F, 0.34F, 0.25F},
                   {0.62F, 0.55F, 0.30F},
                   0.14F};
        if (random.uniform(0, 3) == 0) // spawning
            palette.flank[4] = {0.88F, 0.56F, 0.28F};
        break;
    case Species::Rainbow:
        palette = {{Rgb{0.24F, 0.31F, 0.27F}, Rgb{0.45F, 0.53F, 0.46F}, Rgb{0.68F, 0.71F, 0.67F},
                    Rgb{0.82F, 0.83F, 0.82F}, Rgb{0.94F, 0.94F, 0.92F}},
                   {0.70F, 0.60F, 0.58F},
                   {0.70F, 0.66F, 0.44F},
                   0.30F};
        break;
    }
    for (Rgb& colour : palette.flank)
        colour = varied(random, colour, 0.05F);
    return palette;
}

Rgb flankColour(const Palette& palette, float v)
{
    constexpr std::array<float, 5> stops{-1, -0.55F, -0.1F, 0.4F, 1};
    size_t i = 0;
    while (i + 2 < stops.size() && stops[i + 1] < v)
        ++i;
    return mix(palette.flank[i], palette.flank[i + 1], smoothStep(stops[i], stops[i + 1], v));
}

/// Paints one fish; its parts are painted from back to front.
class TroutPainter
{
public:
    TroutPainter(Species species, cv::RNG& random)
        : m_species(species)
        , m_random(random)
        , m_palette(paletteOf(species, random))
        , m_size(FishCanvas::width, FishCanvas::height)
        , m_fish(m_size)
    {
        m_outline.depth = random.uniform(0.88F, 1.12F);
        m_stripe = random.uniform(0.5F, 1.0F);
    }

    Layer paint()
    {
        paintFinsBehind(m_fish, m_species, m_outline, m_random);
        Layer body = paintBody();
        paintMarks(body, bodyMask(body), m_species, m_outline, m_random);
        light(body);
        paintHead(body);
        compose(m_fish, body);
        paintFinsInFront(m_fish, m_species, m_outline, m_random);
        return m_fish;
    }

private:
    /// Calls `each(x, y, v, halfHeight)` for every pixel of the body, in fish coordinates.
    template<class Each>
    void forBody(const Each& each) const
    {
        for (int column = FishCanvas::margin; column < FishCanvas::margin + int(0.88F * FishCanvas::length);
             ++column) {
            const float x = float(column - FishCanvas::margin) / FishCanvas::length;
            const float back = m_outline.back(x);
            const float belly = m_outline.belly(x);
            for (int row = 0; row < m_size.height; ++row) {
                const float y = (float(row) - float(m_size.height) / 2) / FishCanvas::length;
                const float half = y < 0 ? back : belly;
                const float v = y / half;
                if (std::abs(v) < 1.15F)
                    each(row, column, x, v, half);
            }
        }
    }

    Layer paintBody()
    {
        Layer body(m_size);
        const cv::Mat clouds = smoothNoise(m_random, m_size, 60);
        const cv::Mat grain = smoothNoise(m_random, m_size, 5, 2);
        forBody([&](int row, int column, float x, float v, float half) {
            const float edge = (1 - std::abs(v)) * half * FishCanvas::length + 0.5F;
            const float round = smoothStep(0.872F, 0.85F, x + 0.02F * v * v);
            body.alpha.at<float>(row, column) = std::clamp(edge, 0.0F, 1.0F) * round;
            const float cloud = clouds.at<float>(row, column) - 0.5F;
            Rgb colour = flankColour(m_palette, std::clamp(v + 0.35F * cloud, -1.0F, 1.0F));
            if (m_species == Species::Rainbow)
                colour = withStripe(colour, x, v + 0.12F * cloud);
            colour *= 1 + 0.16F * (grain.at<float>(row, column) - 0.5F) + scales(x, v, half);
            body.colour.at<Rgb>(row, column) = colour;
        });
        return body;
    }

    Rgb withStripe(const Rgb& colour, float x, float v) const
    {
        const float across = std::exp(-std::pow((v - 0.02F) / 0.26F, 2.0F));
        const float lengthwise = smoothStep(0.06F, 0.2F, x) * smoothStep(0.88F, 0.7F, x);
        return mix(colour, {0.84F, 0.36F, 0.42F}, 0.78F * m_stripe * across * lengthwise);
    }

    /// Rows of scales as a faint diamond pattern, none on the head.
    static float scales(float x, float v, float half)
    {
        const float y = v * half;
        const float a = (x + y * 0.7F) * 520;
        const float b = (x - y * 0.7F) * 520;
        const float where = smoothStep(0.19F, 0.24F, x) * (1 - std::pow(std::abs(v), 3.0F));
        return 0.055F * where * std::cos(a) * std::cos(b);
    }

    static cv::Mat bodyMask(const Layer& body)
    {
        cv::Mat mask;
        body.alpha.convertTo(mask, CV_8U, 255);
        return mask;
    }

    /// The body is round, and wet.
    void light(Layer& body)
    {
        const cv::Mat ripple = smoothNoise(m_random, m_size, 26);
        const float high = m_random.uniform(-0.5F, -0.32F);
        forBody([&](int row, int column, float x, float v, float half) {
            const float round = std::sqrt(std::max(0.0F, 1 - v * v));
            const float lit = 0.52F + 0.46F * round - 0.16F * v;
            Rgb& colour = body.colour.at<Rgb>(row, column);
            colour *= lit;
            const float gleam = std::exp(-std::pow((v - high) / 0.11F, 2.0F)) +
                                0.5F * std::exp(-std::pow((v - 0.25F) / 0.2F, 2.0F));
            const float wet =
                smoothStep(0.35F, 0.75F, ripple.at<float>(row, column)) * smoothStep(0.03F, 0.12F, x);
            colour = mix(colour, {1, 1, 0.98F}, m_palette.sheen * gleam * wet * (0.6F + 4 * half));
        });
        paintLateralLine(body);
    }

    void paintLateralLine(Layer& body)
    {
        cv::Mat line(m_size, CV_8UC1, cv::Scalar::all(0));
        std::vector<cv::Point> points;
        for (float x = 0.19F; x < 0.84F; x += 0.01F)
            points.emplace_back(FishCanvas::point(x, -0.012F - 0.018F * smoothStep(0.5F, 0.19F, x)));
        cv::polylines(line, points, false, cv::Scalar::all(255), 1, cv::LINE_AA);
        paintMask(body.colour, line, m_palette.flank[0], 0.4F);
    }

    void paintHead(Layer& body);
    void stroke(Layer& body, const std::vector<cv::Point2f>& curve, int width, const Rgb& colour,
                float opacity, double blur);
    void paintEye(Layer& body);

    const Species m_species;
    cv::RNG& m_random;
    const Palette m_palette;
    const cv::Size m_size;
    Outline m_outline;
    float m_stripe = 1;
    Layer m_fish;
};

void TroutPainter::stroke(Layer& body, const std::vector<cv::Point2f>& curve, int width, const Rgb& colour,
                          float opacity, double blur)
{
    std::vector<cv::Point> points;
    for (const cv::Point2f& point : smoothCurve(curve))
        points.emplace_back(FishCanvas::point(point.x, point.y * m_outline.depth));
    cv::Mat mask(m_size, CV_8UC1, cv::Scalar::all(0));
    cv::polylines(mask, points, false, cv::Scalar::all(255), width, cv::LINE_AA);
    cv::GaussianBlur(mask, mask, {}, blur);
    cv::min(mask, bodyMask(body), mask);
    paintMask(body.colour, mask, colour, opacity);
}

void TroutPainter::paintHead(Layer& body)
{
    const Rgb dark = m_palette.flank[0] * 0.45F;
    // The gill cover: a sheen on it, a shadow behind it.
    const std::vector<cv::Point2f> gill{
        {0.158F, -0.062F}, {0.185F, -0.035F}, {0.196F, 0.0F}, {0.188F, 0.038F}, {0.160F, 0.066F}};
    std::vector<cv::Point2f> plate = smoothCurve(gill);
    for (const cv::Point2f& point :
         smoothCurve({{0.135F, 0.062F}, {0.118F, 0.02F}, {0.122F, -0.03F}, {0.14F, -0.055F}}))
        plate.push_back(point);
    for (cv::Point2f& point : plate)
        point = FishCanvas::point(point.x, point.y * m_outline.depth);
    cv::Mat sheen = polygonMask(m_size, plate);
    cv::GaussianBlur(sheen, sheen, {}, 6);
    paintMask(body.colour, sheen,
              m_species == Species::Rainbow ? Rgb{0.82F, 0.50F, 0.52F} : m_palette.cheek * 1.1F,
              m_species == Species::Rainbow ? 0.45F * m_stripe : 0.3F);
    stroke(body, gill, 5, dark, 0.75F, 2.0);
    stroke(body, {{0.150F, -0.058F}, {0.177F, -0.033F}, {0.188F, 0.0F}, {0.180F, 0.036F}, {0.153F, 0.062F}},
           3, {0.95F, 0.93F, 0.86F}, 0.25F, 2.0);
    stroke(body, {{0.122F, -0.035F}, {0.133F, 0.0F}, {0.124F, 0.035F}, {0.105F, 0.052F}}, 3, dark, 0.4F, 1.8);
    // The mouth reaches below the eye; the upper jaw's bone lies over it.
    stroke(body, {{0.034F, 0.018F}, {0.06F, 0.026F}, {0.084F, 0.040F}}, 7, m_palette.cheek * 1.05F, 0.6F,
           1.5);
    stroke(body, {{-0.002F, 0.008F}, {0.03F, 0.021F}, {0.058F, 0.031F}, {0.083F, 0.046F}}, 4, dark * 0.6F,
           0.9F, 1.0);
    stroke(body, {{0.022F, -0.010F}, {0.027F, -0.012F}}, 3, dark * 0.5F, 0.8F, 0.8);
    paintEye(body);
}

void TroutPainter::paintEye(Layer& body)
{
    const cv::Point2f centre = FishCanvas::point(0.066F, -0.017F * m_outline.depth);
    const auto disc = [&](cv::Point2f at, double radius, const Rgb& colour, float opacity, double blur) {
        cv::Mat mask(m_size, CV_8UC1, cv::Scalar::all(0));
        cv::circle(mask, at * 16, cvRound(radius * 16), cv::Scalar::all(255), cv::FILLED, cv::LINE_AA, 4);
        if (blur > 0)
            cv::GaussianBlur(mask, mask, {}, blur);
        paintMask(body.colour, mask, colour, opacity);
    };
    constexpr double unit = FishCanvas::length;
    disc(centre, 0.0185 * unit, m_palette.flank[0] * 0.5F, 0.7F, 2.5);
    disc(centre, 0.0148 * unit, m_palette.iris, 1, 0.8);
    disc(centre + cv::Point2f(0, -0.006F * float(unit)), 0.0085 * unit, m_palette.iris * 0.55F, 0.5F, 2);
    disc(centre + cv::Point2f(-1, 0), 0.0088 * unit, {0.03F, 0.03F, 0.04F}, 1, 0.7);
    disc(centre + cv::Point2f(-0.004F, -0.005F) * float(unit), 0.0028 * unit, {1, 1, 1}, 0.9F, 0.6);
}

} // namespace

QString speciesName(Species species)
{
    switch (species) {
    case Species::Brown:
        return QStringLiteral("brown_trout");
    case Species::Bull:
        return QStringLiteral("bull_trout");
    case Species::Rainbow:
        return QStringLiteral("rainbow_trout");
    }
    return {};
}

float Outline::back(float x) const
{
    return interpolated(backProfile, x) * snout(x) * depth;
}

float Outline::belly(float x) const
{
    return interpolated(bellyProfile, x) * snout(x) * depth;
}

Layer paintTrout(Species species, cv::RNG& random)
{
    return TroutPainter(species, random).paint();
}

} // namespace creel::demo
