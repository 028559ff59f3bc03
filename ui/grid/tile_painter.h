#pragma once

#include "core/review/photo_filter.h"

#include <QColor>
#include <QFont>
#include <QPixmap>
#include <QSize>

class QPainter;

namespace creel {

class Desk;

/// What a tile shows of one photo, or of one box.
struct Tile
{
    QPixmap picture; ///< null while it is on its way, or if there is none
    bool hasNoPicture = false;
    QSize pictureSize;       ///< upright pixels of the whole photo, or of the crop; empty if unknown
    bool isEnlarged = false; ///< shown as large as there is room for, however small it is
    QString name;
    QString labelName;
    QColor labelColour;      ///< invalid without a label
    bool isLabelOwn = false; ///< a person's; else the folder's claim
    QString proposal;        ///< the label that the model proposes; empty if there is nothing to say
    QColor proposalColour;
    float confidence = 0;     ///< of the proposal, 0…1
    bool isDisagreed = false; ///< the proposal is another label than the photo's
    ReviewState state = ReviewState::Unreviewed;
    RejectReason reason = RejectReason::None;
    Problem problem = Problem::None;
    bool isDuplicate = false;
    QString marks; ///< letters on plates beside the signs: "DT"
    bool isMissing = false;
    bool isSelected = false;
    bool isCurrent = false;
    bool isViewFocused = false;
};

/// All of the tile but its picture and its part in the selection. `index` is what the model shows, which may
/// be older than the desk's for a moment.
Tile tileOf(const Desk& desk, const PhotoIndex& index, PhotoIndex::Row row);

/// The letter that stands for a reason on a tile and on the keyboard; 0 for none.
QChar reasonLetter(RejectReason reason);

/// Draws tiles of one size: the photo upright in a square, below it the label and the decision, and the
/// name where there is room. GUI thread.
class TilePainter
{
public:
    TilePainter() = default;
    /// `pictureSide` is the square's side in device-independent pixels.
    TilePainter(int pictureSide, const QFont& font);

    int pictureSide() const { return m_side; }
    /// Size of a whole tile.
    QSize tileSize() const { return m_size; }
    void paint(QPainter& painter, const QRect& rect, const Tile& tile) const;

private:
    QRect square(const QRect& rect) const;
    QRect pictureRect(const QRect& square, const Tile& tile, double pixelRatio) const;
    void paintFrame(QPainter& painter, const QRect& rect, const Tile& tile) const;
    void paintPicture(QPainter& painter, const QRect& area, const Tile& tile) const;
    void paintPlaceholder(QPainter& painter, const QRect& area, const Tile& tile) const;
    void paintOverlays(QPainter& painter, const QRect& square, const Tile& tile) const;
    void paintProposal(QPainter& painter, const QRect& square, const Tile& tile) const;
    void paintLabelLine(QPainter& painter, const QRect& line, const Tile& tile) const;
    /// Returns where the decision begins, so that the label's name stops before it.
    int paintDecision(QPainter& painter, const QRect& line, const Tile& tile) const;

    int m_side = 0;
    QSize m_size;
    QFont m_font;
    QFont m_smallFont;
    int m_lineHeight = 0; ///< of the label's line
    int m_nameHeight = 0; ///< 0 where the tile is too small for the name
};

} // namespace creel
