#pragma once

#include "ui/box_item_model.h"
#include "ui/catalog_workers.h"
#include "ui/desk.h"

namespace creel {

/// The boxes of the photos on the desk, as a curator works through them: in order, with a selection of their
/// own, whose current box and the desk's current photo follow each other. Reads nothing while it is not in
/// use. GUI thread.
class BoxDesk : public QObject
{
    Q_OBJECT

public:
    /// `desk` must outlive it.
    explicit BoxDesk(Desk& desk, QObject* parent = nullptr);
    ~BoxDesk() override;

    bool isInUse() const { return m_isInUse; }
    /// Begins to read, or forgets.
    void setInUse(bool isInUse);
    /// False while boxes are being read for the first time.
    bool isRead() const { return m_isRead; }

    BoxItemModel* model() { return &m_model; }
    const BoxItemModel* model() const { return &m_model; }
    QItemSelectionModel* selection() { return &m_selection; }
    int currentPosition() const { return m_selection.currentIndex().row(); }
    BoxId currentBox() const { return m_model.boxId(currentPosition()); }
    /// Makes the box at `position` current and selects it alone. Positions outside are clamped.
    void setCurrentPosition(int position);
    /// Makes the box current, once it is there.
    void goToBox(BoxId box);
    /// Makes the photo that the current box is on the desk's current one.
    void lead();
    /// To the next (or previous) box that no person drew or accepted, around the end. False if there is none.
    bool goToUndecided(bool forward);
    /// The selected boxes in order; the current one if nothing is selected.
    QList<BoxId> selectedBoxes() const;
    qsizetype selectedCount() const;

    // Edits of the selected boxes, one step each; a single one done, on to the next. The outcome is the
    // desk's.
    void label(LabelId label);
    /// They are the person's word from now on.
    void accept();
    void remove();
    /// &Box::difficult, …: on, unless all of them have it.
    void toggleAttribute(bool Box::*attribute);
    /// Their photos' boxes are complete and right, or, where all of these are, no longer.
    void toggleVerified();

Q_SIGNALS:
    void setChanged(); ///< the model was reset
    void failed(const creel::Error& error);

private:
    void read();
    void follow();
    void onBoxesChanged(const QList<PhotoId>& photos);
    void take(const QList<PhotoBoxes>& photos);
    void onApplied(const Applied& applied);
    void decide(const Edit& edit);
    QList<int> selectedPositions() const;
    /// Keeps the current box, or the nearest behind it, and the selection over what `change` does to the
    /// model.
    void keepingPlace(const std::function<void()>& change);

    Desk& m_desk;
    CatalogWorkers m_workers{1}; ///< in the order in which things changed
    BoxItemModel m_model;
    QItemSelectionModel m_selection;
    bool m_isInUse = false;
    bool m_isRead = false;
    bool m_isReading = false;
    QList<PhotoId> m_changedWhileReading;
    BoxId m_wanted; ///< to be current again once it is there
    CancelToken m_token;
};

} // namespace creel
