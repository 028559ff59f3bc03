#include "ui/grid/tile_painter.h"

#include "ui/desk.h"
#include "ui/grid/paint_once.h"
#include "ui/grid/signs.h"
#include "ui/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace creel {

namespace {

constexpr int padding = 6;
constexpr int lineGap = 2; ///< between picture and label
constexpr int radius = 4;
constexpr int signSide = 16;
constexpr int smallSignSide = 12;
constexpr int swatchSide = 10;
constexpr double rejectedOpacity = 0.35;
/// From here on a tile has room for its label's name, and for its file's.
constexpr int labelNameFrom = 88;
constexpr int fileNameFrom = 136;

/// Draws a diagonal in pieces: see paintOnce() about large shapes.
void strikeThrough(QPainter& painter, const QRect& area)
{
    constexpr int pieces = 6;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::colours().rejected, 2));
    const QLineF line(area.bottomLeft(), area.topRight());
    for (int i = 0; i < pieces; ++i)
        painter.drawLine(QLineF(line.pointAt(double(i) / pieces), line.pointAt(double(i + 1) / pieces)));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

namespace {

/// A proposal that a person has agreed with already is not said again.
void addProposal(Tile& tile, const Desk& desk, const PhotoIndex& index, PhotoIndex::Row row)
{
    const PredictionFacts prediction = index.prediction(row);
    const ReviewFacts review = index.review(row);
    if (!prediction.isThere || review.state == ReviewState::Rejected)
        return;
    const LabelId proposed = desk.livingLabels()(prediction.label);
    const std::optional<Label> label = desk.label(proposed);
    tile.isDisagreed = disagrees(prediction, proposed, desk.livingLabels()(index.label(row)));
    if (!label || (review.state == ReviewState::Accepted && !tile.isDisagreed))
        return;
    tile.proposal = prediction.abstains ? QStringLiteral("?") : label->name;
    tile.proposalColour = label->colour;
    tile.confidence = prediction.confidence;
}

} // namespace

Tile tileOf(const Desk& desk, const PhotoIndex& index, PhotoIndex::Row row)
{
    const PhotoFacts& facts = index.facts(row);
    const ReviewFacts review = index.review(row);
    Tile tile;
    tile.pictureSize = {facts.width, facts.height};
    tile.name = displayPath(index.name(row).toByteArray());
    if (const auto label = desk.label(desk.livingLabels()(index.label(row)))) {
        tile.labelName = label->name;
        tile.labelColour = label->colour;
        tile.isLabelOwn = review.label.isValid();
    }
    addProposal(tile, desk, index, row);
    tile.state = review.state;
    tile.reason = review.reason;
    tile.problem = facts.problem;
    tile.isDuplicate = facts.duplicateOf.isValid() || facts.nearGroup.isValid();
    tile.isMissing = facts.missing;
    return tile;
}

QChar reasonLetter(RejectReason reason)
{
    switch (reason) {
    case RejectReason::None:
        break;
    case RejectReason::Equipment:
        return QLatin1Char('E');
    case RejectReason::Scenery:
        return QLatin1Char('S');
    case RejectReason::NotSubject:
        return QLatin1Char('N');
    case RejectReason::Unidentifiable:
        return QLatin1Char('U');
    case RejectReason::PoorQuality:
        return QLatin1Char('P');
    case RejectReason::Duplicate:
        return QLatin1Char('D');
    case RejectReason::Other:
        return QLatin1Char('O');
    }
    return {};
}

TilePainter::TilePainter(int pictureSide, const QFont& font)
    : m_side(pictureSide), m_font(font), m_smallFont(font)
{
    if (font.pointSizeF() > 0)
        m_smallFont.setPointSizeF(font.pointSizeF() * 0.88);
    m_lineHeight = std::max(QFontMetrics(m_font).height(), signSide) + 4;
    m_nameHeight = pictureSide >= fileNameFrom ? QFontMetrics(m_smallFont).height() : 0;
    m_size = {pictureSide + 2 * padding, pictureSide + 2 * padding + lineGap + m_lineHeight + m_nameHeight};
}

QRect TilePainter::square(const QRect& rect) const
{
    return {rect.left() + padding, rect.top() + padding, m_side, m_side};
}

/// Where the photo goes, known before its picture has arrived: fitted into the square, and enlarged
/// only if the tile says so.
QRect TilePainter::pictureRect(const QRect& square, const Tile& tile, double pixelRatio) const
{
    QSize size = tile.pictureSize;
    if (size.isEmpty())
        size = tile.picture.isNull() ? square.size() : tile.picture.size();
    if (tile.isEnlarged || size.width() > m_side || size.height() > m_side)
        size = size.scaled(square.size(), Qt::KeepAspectRatio).expandedTo({1, 1});
    const QSize pixels = tile.picture.size() / pixelRatio;
    if (std::abs(pixels.width() - size.width()) <= 1 && std::abs(pixels.height() - size.height()) <= 1)
        size = pixels; // rounding aside the same: copied pixel by pixel, not scaled
    return {QPoint(square.left() + (square.width() - size.width()) / 2,
                   square.top() + (square.height() - size.height()) / 2),
            size};
}

void TilePainter::paint(QPainter& painter, const QRect& rect, const Tile& tile) const
{
    paintFrame(painter, rect, tile);
    const QRect area = pictureRect(square(rect), tile, painter.device()->devicePixelRatioF());
    if (tile.picture.isNull())
        paintPlaceholder(painter, area, tile);
    else
        paintPicture(painter, area, tile);
    if (tile.state == ReviewState::Rejected)
        strikeThrough(painter, area);
    paintOverlays(painter, square(rect), tile);
    paintProposal(painter, square(rect), tile);
    const QRect line(rect.left() + padding, rect.top() + padding + m_side + lineGap, m_side, m_lineHeight);
    paintLabelLine(painter, line, tile);
    if (m_nameHeight == 0)
        return;
    painter.setFont(m_smallFont);
    painter.setPen(Theme::colours().mutedText);
    const QRect nameRect(line.left(), line.bottom() + 1, line.width(), m_nameHeight);
    painter.drawText(nameRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(m_smallFont).elidedText(tile.name, Qt::ElideMiddle, m_side));
}

void TilePainter::paintFrame(QPainter& painter, const QRect& rect, const Tile& tile) const
{
    if (!tile.isSelected && !tile.isCurrent)
        return;
    const Theme::Colours& colours = Theme::colours();
    const QColor frame = tile.isViewFocused || !tile.isCurrent ? colours.accent : colours.mutedText;
    const double width = tile.isCurrent ? 3 : 1;
    const QColor fill = tile.isSelected ? Theme::selectedGround() : QColor(Qt::transparent);
    const QString key = QStringLiteral("frame-%1-%2-%3").arg(frame.rgba()).arg(fill.rgba()).arg(width);
    const double unit = painter.device()->devicePixelRatioF();
    paintOnce(painter, rect, key, [&](QPainter& shape, const QRectF& area) {
        shape.setRenderHint(QPainter::Antialiasing);
        shape.setPen(QPen(frame, width * unit));
        shape.setBrush(fill);
        const double inset = width * unit / 2;
        shape.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius * unit, radius * unit);
    });
}

void TilePainter::paintPicture(QPainter& painter, const QRect& area, const Tile& tile) const
{
    painter.setOpacity(tile.state == ReviewState::Rejected ? rejectedOpacity : 1);
    const bool isScaled = area.size() * painter.device()->devicePixelRatioF() != tile.picture.size();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, isScaled);
    painter.drawPixmap(area, tile.picture);
    painter.setOpacity(1);
}

void TilePainter::paintPlaceholder(QPainter& painter, const QRect& area, const Tile& tile) const
{
    painter.fillRect(area, Theme::colours().panel);
    if (!tile.hasNoPicture)
        return;
    const int side = std::min(m_side / 3, 48);
    QRect middle(0, 0, side, side);
    middle.moveCenter(area.center());
    paintSign(painter, middle, tile.isMissing ? Sign::Missing : Sign::Problem, Theme::colours().problem);
}

void TilePainter::paintOverlays(QPainter& painter, const QRect& square, const Tile& tile) const
{
    const Theme::Colours& colours = Theme::colours();
    const int side = m_side >= labelNameFrom ? signSide + 2 : smallSignSide + 2;
    QRect place(square.topLeft() + QPoint(2, 2), QSize(side, side));
    const auto paintNext = [&](bool isShown, Sign sign, const QColor& colour) {
        if (!isShown)
            return;
        paintSignOnPlate(painter, place, sign, colour);
        place.translate(side + 2, 0);
    };
    const bool hasBigSign = tile.picture.isNull() && tile.hasNoPicture; // see paintPlaceholder()
    paintNext(tile.problem != Problem::None && !(hasBigSign && !tile.isMissing), Sign::Problem,
              colours.problem);
    paintNext(tile.isMissing && !hasBigSign, Sign::Missing, colours.problem);
    paintNext(tile.isDuplicate, Sign::Duplicate, colours.text);
    for (const QChar mark : tile.marks) {
        paintLetterOnPlate(painter, place, mark, colours.text);
        place.translate(side + 2, 0);
    }
    if (!tile.isSelected)
        return;
    const QRect corner(square.right() - side - 1, square.top() + 2, side, side);
    paintSwatch(painter, corner, colours.accent, true);
    paintSign(painter, corner.adjusted(2, 2, -2, -2), Sign::Tick, Theme::textOn(colours.accent));
}

/// A hollow chip in the lower left corner, for what is only proposed, with a bar as long as the model is
/// sure.
void TilePainter::paintProposal(QPainter& painter, const QRect& square, const Tile& tile) const
{
    if (tile.proposal.isEmpty())
        return;
    const QFontMetrics metrics(m_smallFont);
    const int barHeight = 3;
    const bool hasText = m_side >= labelNameFrom;
    const QString percent = QStringLiteral(" %1 %").arg(int(tile.confidence * 100 + 0.5F));
    const QString sign = tile.isDisagreed ? QStringLiteral("≠ ") : QString();
    const int textRoom = m_side - swatchSide - 5 * Theme::halfGap - metrics.horizontalAdvance(sign + percent);
    const QString text =
        hasText ? sign + metrics.elidedText(tile.proposal, Qt::ElideRight, textRoom) + percent : QString();
    const int width = hasText ? swatchSide + 4 * Theme::halfGap + metrics.horizontalAdvance(text)
                              : swatchSide + 2 * Theme::halfGap;
    const int height = std::max(metrics.height(), swatchSide) + barHeight + Theme::halfGap;
    const QRect plate(square.left(), square.bottom() - height + 1, std::min(width, m_side), height);
    QColor ground = Theme::colours().raised;
    ground.setAlpha(232);
    painter.fillRect(plate, ground);
    const int middle = plate.top() + (height - barHeight - swatchSide) / 2;
    paintSwatch(painter, QRect(plate.left() + Theme::halfGap, middle, swatchSide, swatchSide),
                tile.proposalColour, false);
    painter.fillRect(QRect(plate.left(), plate.bottom() - barHeight + 1,
                           int(float(plate.width()) * tile.confidence), barHeight),
                     tile.proposalColour);
    painter.setFont(m_smallFont);
    painter.setPen(tile.isDisagreed ? Theme::colours().problem : Theme::colours().text);
    painter.drawText(plate.adjusted(swatchSide + 2 * Theme::halfGap + 1, 0, 0, -barHeight),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
}

void TilePainter::paintLabelLine(QPainter& painter, const QRect& line, const Tile& tile) const
{
    const int end = paintDecision(painter, line, tile);
    if (!tile.labelColour.isValid())
        return;
    const QRect swatch(line.left(), line.top() + (line.height() - swatchSide) / 2, swatchSide, swatchSide);
    paintSwatch(painter, swatch, tile.labelColour, tile.isLabelOwn);
    const int left = swatch.right() + 5;
    if (m_side < labelNameFrom || end - left < 3 * swatchSide)
        return;
    painter.setFont(m_font);
    painter.setPen(tile.isLabelOwn ? Theme::colours().text : Theme::colours().mutedText);
    painter.drawText(QRect(left, line.top(), end - left, line.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(m_font).elidedText(tile.labelName, Qt::ElideRight, end - left));
}

int TilePainter::paintDecision(QPainter& painter, const QRect& line, const Tile& tile) const
{
    const Theme::Colours& colours = Theme::colours();
    if (tile.state == ReviewState::Unreviewed)
        return line.right();
    QRect sign(line.right() - signSide + 1, line.top() + (line.height() - signSide) / 2, signSide, signSide);
    if (tile.state == ReviewState::Accepted) {
        paintSign(painter, sign, Sign::Tick, colours.accepted);
        return sign.left() - Theme::halfGap;
    }
    const QString letter(reasonLetter(tile.reason));
    painter.setFont(m_font);
    const int width = QFontMetrics(m_font).horizontalAdvance(letter);
    painter.setPen(colours.rejected);
    painter.drawText(QRect(line.right() - width + 1, line.top(), width, line.height()), Qt::AlignCenter,
                     letter);
    sign.translate(-width - 2, 0);
    paintSign(painter, sign, Sign::Cross, colours.rejected);
    return sign.left() - Theme::halfGap;
}

} // namespace creel
