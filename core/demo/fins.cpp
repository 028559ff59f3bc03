#include "core/demo/fins.h"

#include <opencv2/imgproc.hpp>

namespace creel::demo {

namespace {

using Points = std::vector<cv::Point2f>;

/// One fin: rays run from the base to the edge.
struct Fin
{
    Points base; ///< fish coordinates, front to rear
    Points edge;
    Rgb root; ///< colour at the base
    Rgb rim;  ///< and at the edge
    float opacity = 0.85F;
    float whiteEdge = 0; ///< width of the white leading edge in lengths of the fish
    int spots = 0;
    float spotRadius = 0.004F;
    Rgb spotColour{0.07F, 0.07F, 0.06F};
};

Points onCanvas(const Points& points)
{
    Points canvas;
    for (const cv::Point2f& point : smoothCurve(points))
        canvas.push_back(FishCanvas::point(point.x, point.y));
    return canvas;
}

/// The point that lies at share s of a curve's length in pieces.
cv::Point2f along(const Points& curve, float s)
{
    const float at = s * float(curve.size() - 1);
    const size_t i = std::min(size_t(at), curve.size() - 2);
    return curve[i] + (curve[i + 1] - curve[i]) * (at - float(i));
}

class FinPainter
{
public:
    FinPainter(const Fin& fin, cv::RNG& random)
        : m_fin(fin)
        , m_random(random)
        , m_base(onCanvas(fin.base))
        , m_edge(onCanvas(fin.edge))
        , m_layer(cv::Size(FishCanvas::width, FishCanvas::height))
    {}

    Layer paint()
    {
        const cv::Mat mask = outlineMask();
        paintMembrane(mask);
        paintRays(mask);
        paintSpots(mask);
        if (m_fin.whiteEdge > 0)
            paintWhiteEdge(mask);
        return m_layer;
    }

private:
    cv::Point2f at(float s, float t) const
    {
        const cv::Point2f from = along(m_base, s);
        return from + (along(m_edge, s) - from) * t;
    }

    cv::Mat outlineMask() const
    {
        Points outline = m_base;
        outline.insert(outline.end(), m_edge.rbegin(), m_edge.rend());
        return polygonMask(m_layer.alpha.size(), outline);
    }

    void paintMembrane(const cv::Mat& mask)
    {
        constexpr int bands = 10;
        for (int band = 0; band < bands; ++band) {
            const float t = float(band) / bands;
            Points strip;
            for (int i = 0; i <= 20; ++i)
                strip.push_back(at(float(i) / 20, t));
            for (int i = 20; i >= 0; --i)
                strip.push_back(at(float(i) / 20, std::min(1.3F, t + 1.6F / bands)));
            cv::Mat cover = polygonMask(mask.size(), strip);
            paintMask(m_layer.colour, cover, mix(m_fin.root, m_fin.rim, t));
        }
        cv::Mat painted = m_layer.colour(cv::boundingRect(mask));
        cv::GaussianBlur(painted, painted, {}, 2.0);
        mask.convertTo(m_layer.alpha, CV_32F, double(m_fin.opacity) / 255);
    }

    void paintRays(const cv::Mat& mask)
    {
        const double spread = cv::norm(m_edge.front() - m_edge.back());
        const int rays = std::clamp(int(spread / 9), 5, 22);
        cv::Mat lines(mask.size(), CV_8UC1, cv::Scalar::all(0));
        for (int ray = 0; ray <= rays; ++ray) {
            const float s =
                std::clamp((float(ray) + m_random.uniform(-0.2F, 0.2F)) / float(rays), 0.0F, 1.0F);
            cv::line(lines, at(s, 0), at(s, 0.97F), cv::Scalar::all(150), 2, cv::LINE_AA);
        }
        cv::min(lines, mask, lines);
        paintMask(m_layer.colour, lines, m_fin.root * 0.55F, 0.55F);
    }

    void paintSpots(const cv::Mat& mask)
    {
        cv::Mat dots(mask.size(), CV_8UC1, cv::Scalar::all(0));
        for (int i = 0; i < m_fin.spots; ++i) {
            const cv::Point2f centre = at(m_random.uniform(0.04F, 0.96F), m_random.uniform(0.05F, 0.92F));
            const double radius = m_fin.spotRadius * m_random.uniform(0.7F, 1.3F) * FishCanvas::length;
            cv::circle(dots, centre, std::max(1, cvRound(radius)), cv::Scalar::all(230), cv::FILLED,
                       cv::LINE_AA);
        }
        cv::GaussianBlur(dots, dots, {}, 0.8);
        cv::min(dots, mask, dots);
        paintMask(m_layer.colour, dots, m_fin.spotColour, 0.9F);
    }

    void paintWhiteEdge(const cv::Mat& mask)
    {
        cv::Mat line(mask.size(), CV_8UC1, cv::Scalar::all(0));
        const int width = std::max(2, cvRound(2 * m_fin.whiteEdge * FishCanvas::length));
        cv::line(line, at(0, 0.1F), at(0, 1), cv::Scalar::all(255), width, cv::LINE_AA);
        cv::line(line, at(0, 1), at(0.18F, 1), cv::Scalar::all(255), width / 2, cv::LINE_AA);
        cv::GaussianBlur(line, line, {}, 1.0);
        cv::min(line, mask, line);
        paintMask(m_layer.colour, line, {0.97F, 0.95F, 0.90F});
        cv::Mat solid;
        line.convertTo(solid, CV_32F, 1.0 / 255);
        m_layer.alpha = cv::max(m_layer.alpha, solid);
    }

    const Fin& m_fin;
    cv::RNG& m_random;
    Points m_base;
    Points m_edge;
    Layer m_layer;
};

/// How the species' fins look; the lower ones are more colourful.
struct FinLook
{
    Rgb root;
    Rgb rim;
    Rgb lowerRoot;
    Rgb lowerRim;
    float whiteEdge = 0;
    int dorsalSpots = 0;
    int tailSpots = 0;
    Rgb adipose;
};

FinLook lookOf(Species species)
{
    switch (species) {
    case Species::Brown:
        return {{0.47F, 0.38F, 0.20F},
                {0.62F, 0.52F, 0.30F},
                {0.62F, 0.46F, 0.22F},
                {0.78F, 0.62F, 0.34F},
                0,
                14,
                3,
                {0.72F, 0.30F, 0.13F}};
    case Species::Bull:
        return {{0.27F, 0.29F, 0.22F},
                {0.40F, 0.40F, 0.31F},
                {0.48F, 0.38F, 0.28F},
                {0.62F, 0.42F, 0.30F},
                0.0055F,
                0,
                0,
                {0.36F, 0.38F, 0.30F}};
    case Species::Rainbow:
        return {{0.38F, 0.45F, 0.40F},
                {0.56F, 0.60F, 0.54F},
                {0.62F, 0.52F, 0.48F},
                {0.74F, 0.64F, 0.60F},
                0,
                26,
                85,
                {0.42F, 0.48F, 0.42F}};
    }
    return {};
}

/// Points on the back and the belly, pushed out by `out`.
cv::Point2f above(const Outline& outline, float x, float out)
{
    return {x, -outline.back(x) - out};
}

cv::Point2f below(const Outline& outline, float x, float out)
{
    return {x, outline.belly(x) + out};
}

Fin tail(const FinLook& look, const Outline& outline, cv::RNG& random)
{
    const float fork = random.uniform(0.962F, 0.978F);
    const float spread = random.uniform(0.105F, 0.125F);
    Fin fin;
    const float stem = outline.back(0.85F) * 0.95F;
    fin.base = {{0.835F, -stem}, {0.845F, -stem * 0.5F}, {0.848F, 0}, {0.845F, stem * 0.5F}, {0.835F, stem}};
    fin.edge = {{0.985F, -spread},        {0.998F, -spread * 0.86F}, {0.984F, -spread * 0.45F}, {fork, 0},
                {0.984F, spread * 0.45F}, {0.998F, spread * 0.86F},  {0.985F, spread}};
    fin.root = look.root;
    fin.rim = look.rim;
    fin.opacity = 0.95F;
    fin.spots = look.tailSpots;
    fin.spotRadius = 0.0034F;
    return fin;
}

Fin dorsal(const FinLook& look, const Outline& outline, cv::RNG& random)
{
    const float rise = random.uniform(0.075F, 0.098F);
    Fin fin;
    fin.base = {above(outline, 0.395F, -0.012F), above(outline, 0.46F, -0.012F),
                above(outline, 0.53F, -0.012F)};
    fin.edge = {above(outline, 0.432F, rise * 0.93F), above(outline, 0.447F, rise),
                above(outline, 0.50F, rise * 0.76F), above(outline, 0.552F, rise * 0.42F),
                above(outline, 0.561F, rise * 0.25F)};
    fin.root = look.root;
    fin.rim = look.rim;
    fin.spots = look.dorsalSpots;
    fin.spotRadius = 0.0042F;
    return fin;
}

Fin adipose(const FinLook& look, const Outline& outline)
{
    Fin fin;
    fin.base = {above(outline, 0.688F, -0.008F), above(outline, 0.702F, -0.008F),
                above(outline, 0.716F, -0.008F)};
    fin.edge = {above(outline, 0.715F, 0.026F), above(outline, 0.735F, 0.033F),
                above(outline, 0.741F, 0.020F), above(outline, 0.728F, 0.006F)};
    fin.root = look.root;
    fin.rim = look.adipose;
    fin.opacity = 0.95F;
    return fin;
}

Fin anal(const FinLook& look, const Outline& outline, cv::RNG& random)
{
    const float drop = random.uniform(0.06F, 0.078F);
    Fin fin;
    fin.base = {below(outline, 0.645F, -0.012F), below(outline, 0.68F, -0.01F),
                below(outline, 0.718F, -0.01F)};
    fin.edge = {below(outline, 0.672F, drop * 0.94F), below(outline, 0.684F, drop),
                below(outline, 0.715F, drop * 0.7F), below(outline, 0.742F, drop * 0.32F)};
    fin.root = look.lowerRoot;
    fin.rim = look.lowerRim;
    fin.whiteEdge = look.whiteEdge;
    return fin;
}

Fin pelvic(const FinLook& look, const Outline& outline, float lift)
{
    Fin fin;
    fin.base = {below(outline, 0.462F, -0.016F - lift), below(outline, 0.478F, -0.014F - lift),
                below(outline, 0.494F, -0.012F - lift)};
    fin.edge = {below(outline, 0.508F, 0.052F - lift), below(outline, 0.522F, 0.054F - lift),
                below(outline, 0.538F, 0.036F - lift), below(outline, 0.536F, 0.016F - lift)};
    fin.root = look.lowerRoot;
    fin.rim = look.lowerRim;
    fin.whiteEdge = look.whiteEdge;
    return fin;
}

Fin pectoral(const FinLook& look, const Outline& outline, cv::RNG& random)
{
    const float swing = random.uniform(-0.012F, 0.03F);
    const float root = outline.belly(0.2F);
    Fin fin;
    fin.base = {{0.192F, root * 0.86F}, {0.199F, root * 0.78F}, {0.207F, root * 0.70F}};
    fin.edge = {{0.292F, root * 0.98F + swing + 0.012F},
                {0.315F, root * 0.92F + swing},
                {0.322F, root * 0.80F + swing * 0.8F},
                {0.298F, root * 0.68F + swing * 0.5F}};
    fin.root = look.lowerRoot;
    fin.rim = look.lowerRim;
    fin.opacity = 0.9F;
    fin.whiteEdge = look.whiteEdge;
    return fin;
}

} // namespace

void paintFinsBehind(Layer& fish, Species species, const Outline& outline, cv::RNG& random)
{
    const FinLook look = lookOf(species);
    Fin farPelvic = pelvic(look, outline, 0.012F);
    farPelvic.root *= 0.7F;
    farPelvic.rim *= 0.7F;
    for (const Fin& fin : {farPelvic, tail(look, outline, random), dorsal(look, outline, random),
                           adipose(look, outline), anal(look, outline, random)})
        compose(fish, FinPainter(fin, random).paint());
}

void paintFinsInFront(Layer& fish, Species species, const Outline& outline, cv::RNG& random)
{
    const FinLook look = lookOf(species);
    for (const Fin& fin : {pelvic(look, outline, 0), pectoral(look, outline, random)})
        compose(fish, FinPainter(fin, random).paint());
}

} // namespace creel::demo
